// `cordon cases` as a person at a shell sees it.
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"

namespace cordon {
namespace {

class CasesCommand : public CliTest {
 protected:
  void SetUp() override {
    ImportDenyList();
    EXPECT_EQ(Cordon({"screen", "Orlov Marine Supply"}).code, 3);
    EXPECT_EQ(Cordon({"screen", "Norhgate Fraight Brokers Ltd"}).code, 3);
    EXPECT_EQ(Cordon({"screen", "Bonner Blumenladen"}).code, 0);
  }
};

TEST_F(CasesCommand, TheQueueAndOneCase) {
  const CliResult queue = Cordon({"cases", "list", "-o", "jsonl"});
  ASSERT_EQ(queue.code, 0) << queue.err;
  const std::vector<std::string> rows = Lines(queue.out);
  ASSERT_EQ(rows.size(), 2U) << queue.out;
  EXPECT_NE(rows[0].find("Orlov Marine Supply"), std::string::npos) << rows[0];
  EXPECT_NE(rows[0].find("\"status\":\"NEW\",\"open_alerts\":1,\"alerts\":1"), std::string::npos) << rows[0];
  const CliResult table = Cordon({"cases", "show", "latest", "-o", "table"});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_NE(table.out.find("DENY:D-2 Orlov Marine Supply"), std::string::npos) << table.out;
  EXPECT_EQ(Lines(Cordon({"cases", "show", "latest", "-o", "csv"}).out).size(), 2U);
  EXPECT_EQ(Lines(Cordon({"cases", "list", "--limit", "1", "-o", "jsonl"}).out).size(), 1U);
  EXPECT_EQ(Cordon({"cases", "list", "--status", "closed", "-o", "json"}).out, "[]\n");
  EXPECT_EQ(Cordon({"cases", "list", "--at-least", "block", "-o", "json"}).out, "[]\n");
}

TEST_F(CasesCommand, OnePersonReleasesAWeakMatch) {
  // The second of the queue: its name is not quite the listed one.
  const std::string first = Lines(Cordon({"cases", "list", "-o", "csv"}).out).at(2);
  const std::string name = first.substr(0, first.find(','));
  EXPECT_EQ(Cordon({"cases", "assign", name, "ann"}).code, 0);
  EXPECT_EQ(Cordon({"cases", "note", name, "asked the customer"}).code, 0);
  EXPECT_EQ(Cordon({"cases", "resolve", name, "released", "another company"}).code, 1);
  EXPECT_EQ(Cordon({"cases", "decide", name, "1", "false-positive"}).code, 1);
  EXPECT_EQ(Cordon({"cases", "decide", name, "1", "false-positive", "--because", "lei"}).code, 0);
  const CliResult done = Cordon({"cases", "resolve", name, "released", "another company", "-o", "json"});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_NE(done.out.find("CLOSED"), std::string::npos) << done.out;
  const CliResult record = Cordon({"explain", name.substr(6), "-o", "json"});
  EXPECT_NE(record.out.find("RELEASED"), std::string::npos) << record.out;
  EXPECT_EQ(Cordon({"cases", "note", name, "later"}).code, 0);
  EXPECT_EQ(Cordon({"cases", "escalate", name, "too late"}).code, 1);
  EXPECT_EQ(Cordon({"cases", "reopen", name, "new owner"}).code, 0);
  const CliResult mine = Cordon({"cases", "list", "--assignee", "ann", "-o", "jsonl"});
  EXPECT_NE(mine.out.find("\"status\":\"IN_REVIEW\""), std::string::npos) << mine.out;
}

TEST_F(CasesCommand, EventsTellWhatBecameOfThem) {
  EXPECT_EQ(Cordon({"events", "-o", "json"}).out, "[]\n");
  const std::string first = Lines(Cordon({"cases", "list", "-o", "csv"}).out).at(2);
  const std::string name = first.substr(0, first.find(','));
  EXPECT_EQ(Cordon({"cases", "decide", name, "1", "false-positive", "--because", "lei"}).code, 0);
  EXPECT_EQ(Cordon({"cases", "resolve", name, "released", "another company"}).code, 0);
  const std::vector<std::string> events = Lines(Cordon({"events", "-o", "jsonl"}).out);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_NE(events[0].find("\"type\":\"ALERT_RESOLVED\""), std::string::npos) << events[0];
  EXPECT_NE(events[1].find("\"outcome\":\"RELEASED\""), std::string::npos) << events[1];
  EXPECT_EQ(Lines(Cordon({"events", "--type", "released", "-o", "jsonl"}).out), (std::vector<std::string>{events[1]}));
  // Following takes up where it is told to, and may be told when to stop.
  const std::string sequence = events[0].substr(12, events[0].find(',') - 12);
  EXPECT_EQ(Lines(Cordon({"events", "--follow", "--from", sequence, "--limit", "1"}).out),
            (std::vector<std::string>{events[1]}));
  EXPECT_EQ(Lines(Cordon({"events", "--limit", "1", "-o", "csv"}).out).size(), 2U);
  EXPECT_EQ(Cordon({"events", "--from", "1000000"}).code, 1);
  EXPECT_EQ(Cordon({"events", "--type", "nonsense"}).code, 2);
  EXPECT_EQ(Cordon({"events", "--new"}).code, 2);
}

TEST_F(CasesCommand, AnEqualNameNeedsASecondPerson) {
  EXPECT_EQ(Cordon({"cases", "decide", "latest", "1", "false-positive", "--because", "officers-or-owners", "--comment",
                    "register of Bonn"})
                .code,
            0);
  const CliResult proposed = Cordon({"cases", "resolve", "latest", "released", "another company"});
  EXPECT_EQ(proposed.code, 0) << proposed.err;
  EXPECT_NE(proposed.err.find("a second person has to agree"), std::string::npos) << proposed.err;
  const CliResult own = Cordon({"cases", "approve", "latest"});
  EXPECT_EQ(own.code, 1);
  EXPECT_NE(own.err.find("somebody who did not has to approve"), std::string::npos) << own.err;
  EXPECT_EQ(Cordon({"cases", "return", "latest", "ask again"}).code, 0);
}

TEST_F(CasesCommand, TheRecordShowsWhatWasDoneBesideIt) {
  EXPECT_EQ(Cordon({"cases", "note", "latest", "asked the customer"}).code, 0);
  EXPECT_EQ(Cordon({"cases", "assign", "latest", "Ann \"A\" Ä"}).code, 0);
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 0);
  const std::string database = data_dir() + "/cordon.db";
  const std::string guard = "DROP TRIGGER review_case_is_never_deleted;";
  for (const std::string& change :
       std::vector<std::string>{"UPDATE review_case SET status = 6", "UPDATE review_case SET assignee = 'ben'",
                                "UPDATE review_case SET version = 9",
                                "UPDATE review_case SET body = CAST(replace(body, 'asked', 'paid') AS BLOB)",
                                "DELETE FROM review_case", "UPDATE review_case SET screening = 'another'"}) {
    ASSERT_EQ(RunProgramWith({"cp", database, database + ".kept"}, data_dir(), {}).code, 0);
    ASSERT_EQ(RunProgramWith({"sqlite3", database, guard + change}, data_dir(), {}).code, 0) << change;
    const CliResult verified = Cordon({"audit", "verify"});
    EXPECT_EQ(verified.code, 8) << change << verified.out << verified.err;
    ASSERT_EQ(RunProgramWith({"mv", database + ".kept", database}, data_dir(), {}).code, 0);
  }
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 0);
}

// A case as one file: the same from the directory and from a server, and its receipts are sound.
TEST_F(CasesCommand, ADocumentOfOneCase) {
  const CliResult untouched = Cordon({"cases", "show", "latest", "-o", "html"});
  EXPECT_EQ(untouched.code, 0) << untouched.err;
  EXPECT_NE(untouched.out.find("Nobody has touched the case."), std::string::npos);
  EXPECT_EQ(Cordon({"cases", "note", "latest", "<b>asked</b> & waited"}).code, 0);
  EXPECT_EQ(Cordon({"cases", "decide", "latest", "1", "true-match-prohibited", "--comment", "it is"}).code, 0);
  const CliResult page = Cordon({"cases", "show", "latest", "-o", "html"});
  ASSERT_EQ(page.code, 0) << page.err;
  EXPECT_EQ(page.out.rfind("<!DOCTYPE html>", 0), 0U);
  for (const char* const text :
       {"&lt;b&gt;asked&lt;/b&gt; &amp; waited", "true match prohibited", "class=\"alignment\"", "The last step"}) {
    EXPECT_NE(page.out.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(page.out.find("THESE DIFFER"), std::string::npos);
  EXPECT_EQ(page.out.find("<b>"), std::string::npos);
  // Both receipts, as somebody would cut them out of the page.
  size_t at = 0;
  for (const char* const name : {"answer.tlog-proof", "step.tlog-proof"}) {
    const std::string begin = "<pre class=\"receipt\">";
    at = page.out.find(begin, at) + begin.size();
    ASSERT_GT(at, begin.size()) << name;
    std::string receipt = page.out.substr(at, page.out.find("</pre>", at) - at);
    for (const auto& [escaped, plain] : std::vector<std::pair<std::string, std::string>>{
             {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}}) {
      for (size_t i = receipt.find(escaped); i != std::string::npos; i = receipt.find(escaped, i + 1)) {
        receipt.replace(i, escaped.size(), plain);
      }
    }
    const CliResult verified =
        Cordon({"audit", "verify", "--receipt", Write(name, receipt), "--key", data_dir() + "/keys/audit.vkey"});
    EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  }
  CordondProcess server(dir_.path());
  ASSERT_TRUE(server.Start());
  // The server signed a checkpoint of its own when it began.
  const CliResult online = Cordon({"--server", server.address(), "cases", "show", "latest", "-o", "html"});
  EXPECT_EQ(online.code, 0) << online.err;
  const auto before_proof = [](const std::string& html) { return html.substr(0, html.find("<h2>Proof</h2>")); };
  EXPECT_EQ(before_proof(online.out), before_proof(page.out));
}

TEST_F(CasesCommand, MistakesAreNamed) {
  EXPECT_EQ(Cordon({"cases"}).code, 2);
  EXPECT_EQ(Cordon({"cases", "list", "--status", "sleeping"}).code, 2);
  EXPECT_EQ(Cordon({"cases", "list", "--at-least", "clear!"}).code, 2);
  EXPECT_EQ(Cordon({"cases", "decide", "latest", "1", "perhaps"}).code, 2);
  EXPECT_EQ(Cordon({"cases", "decide", "latest", "1", "false-positive", "--because", "the-name"}).code, 2);
  const CliResult absent = Cordon({"cases", "show", "cases/none"});
  EXPECT_EQ(absent.code, 1);
  EXPECT_NE(absent.err.find("cases/none"), std::string::npos) << absent.err;
  EXPECT_EQ(Cordon({"cases", "note", "latest", "x", "--etag", "v7"}).code, 1);
  const CliResult once = Cordon({"cases", "note", "latest", "x", "--request-id", "r1", "--etag", "v0"});
  EXPECT_EQ(once.code, 0) << once.err;
  EXPECT_EQ(Cordon({"cases", "note", "latest", "x", "--request-id", "r1", "--etag", "v0"}).out, once.out);
}

}  // namespace
}  // namespace cordon
