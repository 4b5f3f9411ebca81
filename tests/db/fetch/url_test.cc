// Which addresses may be downloaded from, and where a redirect may lead.
#include "db/fetch/url.h"

#include "gtest/gtest.h"

namespace cordon {
namespace {

TEST(Url, HttpsAndTheOwnMachine) {
  const struct {
    const char* url;
    bool good, with_allow_http;
  } kCases[] = {
      {"https://example.org/list.csv", true, true},
      {"HTTPS://example.org/list.csv", true, true},
      {"https://example.org:8443/a/b?key=1#x", true, true},
      {"http://example.org/list.csv", false, true},
      {"http://127.0.0.1:8080/list.csv", true, true},
      {"http://127.9.9.9/list.csv", true, true},
      {"http://localhost/list.csv", true, true},
      {"http://[::1]:80/list.csv", true, true},
      {"http://127.0.0.1.example.org/x", false, true},
      {"http://127.example.org/x", false, true},
      {"http://localhost.example.org/x", false, true},
      {"http://10.0.0.1/x", false, true},
      {"ftp://example.org/list.csv", false, false},
      {"file:///etc/passwd", false, false},
      {"https://user:secret@example.org/x", false, false},
      {"https://user@example.org/x", false, false},
      {"", false, false},
      {"example.org/list.csv", false, false},
      {"https://", false, false},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(CheckDownloadUrl(c.url, false).ok(), c.good) << c.url << ": " << CheckDownloadUrl(c.url, false);
    EXPECT_EQ(CheckDownloadUrl(c.url, true).ok(), c.with_allow_http) << c.url;
  }
  const std::string longest = "https://example.org/" + std::string(kMaxUrlBytes - 20, 'x');
  EXPECT_TRUE(CheckDownloadUrl(longest, false).ok());
  EXPECT_FALSE(CheckDownloadUrl(longest + "x", false).ok());
}

TEST(Url, RedirectsNeverLeadToHttp) {
  const std::string own = "http://127.0.0.1:8080/a";
  EXPECT_TRUE(CheckRedirect("https://example.org/a", "https://other.example/b").ok());
  EXPECT_FALSE(CheckRedirect("https://example.org/a", "http://example.org/a").ok());
  EXPECT_FALSE(CheckRedirect("https://example.org/a", own).ok()) << "not into the own machine either";
  EXPECT_FALSE(CheckRedirect("http://example.org/a", "http://example.org/b").ok()) << "allow_http is for one address";
  EXPECT_TRUE(CheckRedirect(own, "http://localhost:1/b").ok());
  EXPECT_FALSE(CheckRedirect(own, "http://example.org/b").ok());
  EXPECT_FALSE(CheckRedirect(own, "file:///etc/passwd").ok());
}

TEST(Url, NamesForPeopleHoldNoKey) {
  EXPECT_EQ(ShownUrl("https://example.org/a?token=secret#x"), "https://example.org/a");
  EXPECT_EQ(FileNameOfUrl("https://example.org/v1/consolidated.csv?token=secret"), "consolidated.csv");
  EXPECT_EQ(FileNameOfUrl("https://example.org/"), "download");
  EXPECT_EQ(FileNameOfUrl("https://example.org/a%2F..%2Fb c"), "download");
  EXPECT_EQ(FileNameOfUrl("https://example.org/x/a%2Fb;c.csv"), "a2Fbc.csv");
}

}  // namespace
}  // namespace cordon
