// cordond: the screening server. Everything it does is in service/grpc/serve_main.h.
#include <CLI/CLI.hpp>
#include <string>

#include "base/version.h"
#include "service/grpc/serve_main.h"

int main(int argc, char** argv) {
  CLI::App app{"cordond serves export-control screening over gRPC"};
  app.set_version_flag("--version",
                       std::string("cordond ") + cordon::kProductVersion + " (" + cordon::kEngineVersion + ")");
  cordon::ServeFlags flags;
  cordon::AddServeFlags(&app, &flags, /*with_shared=*/true);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  return cordon::RunServe(flags);
}
