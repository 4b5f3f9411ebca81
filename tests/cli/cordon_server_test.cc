// The same commands in process and against a server: the same bytes, where nothing is time or id.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"

namespace cordon {
namespace {

class Server : public CliTest {
 protected:
  void SetUp() override {
    ImportDenyList();
    const std::string owners = Write("owners.csv",
                                     "owner,asset,percent\nOrlov Marine Supply,Baltic Hulls OY,75\n"
                                     "Baltic Hulls OY,Harbour Cranes AB,50\n");
    ASSERT_EQ(Cordon({"lists", "import", owners}).code, 0);
    ASSERT_EQ(Cordon({"screen", "Northgate Freight", "--ref", "S-1"}).code, 3);
    ASSERT_TRUE(server_.Start());
  }

  // The server and the reading commands share one data directory.
  CordondProcess server_{dir_.path()};
};

TEST_F(Server, EveryReadingCommandPrintsTheSame) {
  const std::string pairs = Write("pairs.csv", "name_a,name_b\nSense Time,SenseTime\n");
  const std::string parties =
      Write("parties.csv",
            "ref,name,country\n1,Northgate Freight,GB\n2,Lindgren,SE\n3,\"open,SE\n4,,\n5,ООО Орлов Марин,RU\n");
  const std::string orders =
      Write("orders.jsonl",
            "{\"activity\":\"PURCHASE\",\"parties\":[{\"party\":{\"name\":\"Northgate Freight\"},"
            "\"roles\":[\"SUPPLIER\"]}]}\n{\"activity\":\"EXPORT\"}\nno order\n");
  const std::vector<std::vector<std::string>> commands = {
      {"check", "--no-record", orders},
      {"rules", "list"},
      {"rules", "show", "IAAS-OFFSHORE"},
      {"rules", "show", "IAAS-ONSHORE"},
      {"explain", "latest"},
      {"why-not", "Nordgate Shipping", "DENY:D-1"},
      {"why-not", "Northgate Freight", "D-1"},
      {"why-not", "x", "DENY:absent"},
      {"lists", "status"},
      {"lists", "versions"},
      {"lists", "versions", "deny"},
      {"lists", "versions", "ownership/OWN"},
      {"lists", "diff", "absent"},
      {"lists", "search", "northgate"},
      {"lists", "search", "o", "--limit", "1"},
      {"lists", "show", "DENY:D-2"},
      {"lists", "show", "absent"},
      {"lists", "export"},
      {"lists", "export", "deny"},
      {"lists", "export", "NOSUCH"},
      {"own", "Harbour Cranes AB"},
      {"own", "Harbor Cranes AB", "--as-of", "2025-10-15", "--limit", "2"},
      {"own", "--id", "LEI:absent"},
      {"own", "Nobody At All"},
      {"config", "show"},
      {"version"},
      {"compare", "-f", pairs},
      {"completion", "bash"},
      {"explain", "screenings/absent"},
      {"screen", "--no-record", "Northgate Freight", "Lindgren", "bad\xFF", std::string(600, 'x')},
      {"screen", "--no-record", "--near", "--threshold", "0.99", "Northgate Freight Brokers", "--country", "gb"},
      {"screen", "--no-record", "-f", parties},
      {"screen", "--no-record", "-f", parties, "--limit", "1", "--as-of", "2020-01-01"},
  };
  for (const auto& command : commands) {
    for (const char* const format : {"table", "json", "jsonl", "csv"}) {
      std::vector<std::string> offline = command;
      offline.insert(offline.end(), {"-o", format});
      // What-if questions are answered over the socket of the same user only.
      const bool what_if = std::find(command.begin(), command.end(), "--no-record") != command.end();
      std::vector<std::string> online = offline;
      online.insert(online.begin(), {"--server", what_if ? server_.socket() : server_.address()});
      const CliResult a = Cordon(offline);
      const CliResult b = Cordon(online);
      EXPECT_EQ(a.out, b.out) << testing::PrintToString(offline);
      EXPECT_EQ(a.err, b.err) << testing::PrintToString(offline);
      EXPECT_EQ(a.code, b.code) << testing::PrintToString(offline);
    }
  }
}

TEST_F(Server, RecordedScreeningsAndImportsDifferInIdsOnly) {
  const std::string address = server_.address();
  // The other directory is written in process.
  const std::string other = Path("other");
  const std::string list = Write("more.csv", "id,name\nM-1,Morrow Example Works\n");
  const auto both = [&](std::vector<std::string> command) {
    std::vector<std::string> online = command;
    online.insert(online.begin(), {"--server", address});
    command.insert(command.begin(), {"--data-dir", other});
    const CliResult a = Cordon(command);
    const CliResult b = Cordon(online);
    EXPECT_EQ(WithoutIds(a.out), WithoutIds(b.out)) << testing::PrintToString(command);
    EXPECT_EQ(WithoutIds(a.err), WithoutIds(b.err)) << testing::PrintToString(command);
    EXPECT_EQ(a.code, b.code) << testing::PrintToString(command);
  };
  ASSERT_EQ(Cordon({"--data-dir", other, "lists", "import", Path("deny.csv"), "--as", "DENY"}).code, 0);
  ASSERT_EQ(Cordon({"--data-dir", other, "lists", "import", Path("owners.csv")}).code, 0);
  both({"screen", "Northgate Freight", "Lindgren", "--external-ref", "PO-1"});
  both({"lists", "import", list, "--as", "MORE"});
  both({"lists", "import", Write("bad.csv", "id,name\nM-1\n")});
  both({"lists", "import", Write("more-owners.csv", "owner,asset,percent\nMorrow Example Works,Tidal Pumps,12.5\n")});
  both({"lists", "import", Path("owners.csv")});
  both({"lists", "status"});
  both({"screen", "Morrow Example Works"});
  both({"lists", "import", Write("more.csv", "id,name\nM-1,Morrow Sample Works\n"), "--as", "MORE"});
  both({"lists", "rollback", "more"});
  both({"lists", "rollback", "more"});
  both({"lists", "versions"});
  both({"lists", "diff", "718a5e8b08", "acab2ab9bb", "-o", "json"});  // by the digests of the two files
}

TEST_F(Server, WritingGoesThroughTheSocketOfTheServerThatHoldsTheDirectory) {
  const CliResult screened = Cordon({"screen", "Northgate Freight"});
  EXPECT_EQ(screened.code, 3) << screened.err;
  EXPECT_NE(screened.out.find("\"screening\":\"screenings/"), std::string::npos);
  EXPECT_EQ(Cordon({"lists", "import", Write("more.csv", "id,name\nM-1,Morrow Example Works\n"), "--as", "MORE"}).code,
            0);
  EXPECT_EQ(Cordon({"--server", server_.address(), "screen", "Morrow Example Works"}).code, 3);
  // Its policy is the server's own.
  const CliResult policy = Cordon({"--config", Write("p.textproto", "version: \"p\""), "screen", "x"});
  EXPECT_EQ(policy.code, 2);
  EXPECT_NE(policy.err.find("judges by its own policy"), std::string::npos) << policy.err;
}

TEST_F(Server, ALockedDirectoryWithoutAnAnsweringServerNamesTheHolder) {
  server_.Signal(SIGSTOP);
  const CliResult result = Cordon({"screen", "Lindgren"});
  EXPECT_EQ(result.code, 1);
  EXPECT_NE(result.err.find("is in use by cordond pid"), std::string::npos) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(Cordon({"screen", "--no-record", "Lindgren"}).code, 0);  // reading takes no lock
  server_.Signal(SIGCONT);
}

TEST_F(Server, AServerThatDiesLeavesNoClear) {
  std::string csv = "name\n";
  for (int i = 0; i < 10'000; ++i) csv += "Lindgren Bakery Equipment AB\n";
  const std::string path = Write("many.csv", csv);
  // The server goes while the rows are under way.
  std::thread killer([&] {
    struct stat info;
    while (stat(Path("out").c_str(), &info) != 0 || info.st_size == 0) usleep(2000);
    server_.Signal(SIGKILL);
  });
  const CliResult result = RunProgramWith(
      {"bash", "-c", "cordon --server " + server_.address() + " screen -f " + path + " > " + Path("out")}, data_dir(),
      {});
  killer.join();
  const CliResult out = RunProgramWith({"cat", Path("out")}, data_dir(), {});
  const std::vector<std::string> lines = Lines(out.out);
  EXPECT_EQ(lines.size(), 10'000U);
  int failed = 0;
  for (const std::string& line : lines) {
    if (line.find("\"error\"") == std::string::npos) continue;
    ++failed;
    EXPECT_NE(line.find("\"disposition\":\"HOLD\""), std::string::npos) << line;
    EXPECT_EQ(line.find("CLEAR\""), std::string::npos) << line;
  }
  EXPECT_GT(failed, 0);
  EXPECT_EQ(result.code, 6) << result.err;
}

TEST_F(Server, ServeIsTheServer) {
  EXPECT_EQ(Cordon({"--data-dir", Path("third"), "serve", "--listen", "nonsense"}).code, 2);
  const CliResult help = Cordon({"serve", "--help"});
  EXPECT_NE(help.out.find("--drain-timeout"), std::string::npos);
}

TEST_F(Server, DoctorLooksAtBothSides) {
  const CliResult offline = Cordon({"doctor"});
  EXPECT_EQ(offline.code, 0) << offline.out;
  EXPECT_NE(offline.out.find("which answers on its socket"), std::string::npos) << offline.out;
  const CliResult online = Cordon({"--server", server_.address(), "doctor"});
  EXPECT_EQ(online.code, 0) << online.out;
  EXPECT_EQ(Cordon({"--server", "127.0.0.1:1", "doctor"}).code, 1);
}

}  // namespace
}  // namespace cordon
