#include <grpcpp/grpcpp.h>
#include <sqlite3.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/version.h"
#include "cli/commands.h"
#include "match/prepared_name.h"
#include "service/render/json.h"
#include "service/render/text.h"

namespace cordon::cli {

absl::StatusOr<int> RunVersion(const Context& context) {
  const std::pair<const char*, std::string> facts[] = {
      {"product", kProductVersion},     {"engine", kEngineVersion}, {"tables", TablesDigest()},
      {"sqlite", sqlite3_libversion()}, {"grpc", grpc::Version()},
  };
  std::string out;
  if (context.format() == render::Format::kTable) {
    for (const auto& [key, value] : facts) absl::StrAppend(&out, render::PadRight(key, 9), value, "\n");
  } else if (context.format() == render::Format::kCsv) {
    out = absl::StrCat("product,engine,tables,sqlite,grpc\n", facts[0].second, ",", facts[1].second, ",",
                       facts[2].second, ",", facts[3].second, ",", facts[4].second, "\n");
  } else {
    render::JsonWriter json(&out);
    json.BeginObject();
    for (const auto& [key, value] : facts) json.Key(key).String(value);
    json.EndObject();
    out = context.format() == render::Format::kJson ? render::IndentJson(out) : out + "\n";
  }
  context.terminal.Write(out);
  return kExitDone;
}

}  // namespace cordon::cli
