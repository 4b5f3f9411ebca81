// list_server.py while a test runs: a publisher's web server on 127.0.0.1 that serves the files of a directory of its
// own.
//
//   ListServer server;
//   server.Put("list.csv", "id,name\n...");
//   server.Url("plain/list.csv")   // "http://127.0.0.1:34567/plain/list.csv"
//
// With Scheme::kHttps it speaks TLS, by a certificate that only ca_file() vouches for.
#ifndef CORDON_TESTS_SUPPORT_LIST_SERVER_H_
#define CORDON_TESTS_SUPPORT_LIST_SERVER_H_

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/support/temp_dir.h"

namespace cordon {

class ListServer {
 public:
  enum class Scheme { kHttp, kHttps };

  explicit ListServer(Scheme scheme = Scheme::kHttp) : scheme_(scheme) {
    pid_ = ::fork();
    if (pid_ == 0) {
      const char* const tls = scheme == Scheme::kHttps ? "--tls" : nullptr;  // ends the arguments
      // Debian's Python first: a version manager's is slow to start.
      ::execl("/usr/bin/python3", "python3", "-B", CORDON_LIST_SERVER, directory_.path().c_str(), tls, nullptr);
      ::execl("/usr/bin/env", "env", "python3", "-B", CORDON_LIST_SERVER, directory_.path().c_str(), tls, nullptr);
      std::_Exit(127);
    }
    for (int i = 0; i < 1'000 && port_.empty(); ++i) {
      ::usleep(10'000);
      port_ = Read(".port");
    }
  }
  ~ListServer() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ListServer(const ListServer&) = delete;
  ListServer& operator=(const ListServer&) = delete;

  // Modified at this time; the later a file, the larger the number.
  void Put(const std::string& name, const std::string& content, int modified = 1'000'000'000) const {
    const std::string path = directory_ / name;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    const timespec times[2] = {{modified, 0}, {modified, 0}};
    ::utimensat(AT_FDCWD, path.c_str(), times, 0);
  }
  std::string Url(const std::string& path) const {
    return (scheme_ == Scheme::kHttps ? "https://127.0.0.1:" : "http://127.0.0.1:") + port_ + "/" + path;
  }
  std::string ca_file() const { return directory_ / ".ca.pem"; }
  // One line per request so far.
  std::string Requests() const { return Read(".requests"); }
  void ForgetRequests() const { ::unlink((directory_ / ".requests").c_str()); }

 private:
  std::string Read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(directory_ / name, std::ios::binary).rdbuf();
    return text.str();
  }

  const Scheme scheme_;
  TempDir directory_;
  pid_t pid_ = -1;
  std::string port_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_LIST_SERVER_H_
