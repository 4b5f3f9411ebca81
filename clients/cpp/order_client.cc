// Asks Cordon about one order and says whether it may proceed: a worked example of a client that fails closed. See
// clients/README.md for the rules it follows, which are the same in every language.
//
//   cordon-order-client --server 127.0.0.1:50061 --order order.json
#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "cordon/v1/screening.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause(100);
constexpr milliseconds kLongestPause(2'000);

// What the order system needs to know. Made as a HOLD: only a whole, recorded answer changes that.
struct Verdict {
  std::string disposition = "HOLD";
  bool answered = false;  // a whole answer; otherwise the HOLD is ours
  std::string screening;
  std::string reason;
  int attempts = 0;

  bool proceed() const { return answered && (disposition == "CLEAR" || disposition == "NOTE"); }
  int exit_code() const {
    if (disposition == "BLOCK") return 4;
    if (!answered) return 5;
    return proceed() ? 0 : 3;
  }
};

struct Options {
  std::string server, order, request_id, ca, certificate, key, token_file;
  milliseconds deadline{1'000};
  int attempts = 4;
};

std::string ReadText(const std::string& path, bool* found) {
  std::ifstream file(path, std::ios::binary);
  *found = file.good();
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string NewRequestId() {
  std::random_device random;
  std::uniform_int_distribution<int> digit(0, 15);
  std::string id = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
  for (char& c : id) {
    if (c == 'x') c = "0123456789abcdef"[digit(random)];
  }
  return id;
}

// The delay the server asks for; nothing when it gives none, and then a refusal is final.
bool RetryDelay(const grpc::Status& status, milliseconds* delay) {
  google::rpc::Status details;
  if (!details.ParseFromString(status.error_details())) return false;
  for (const google::protobuf::Any& any : details.details()) {
    google::rpc::RetryInfo info;
    if (!any.UnpackTo(&info)) continue;
    *delay = milliseconds(info.retry_delay().seconds() * 1'000 + info.retry_delay().nanos() / 1'000'000);
    return true;
  }
  return false;
}

const char* CodeName(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::UNAVAILABLE:
      return "UNAVAILABLE";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "DEADLINE_EXCEEDED";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "RESOURCE_EXHAUSTED";
    case grpc::StatusCode::UNAUTHENTICATED:
      return "UNAUTHENTICATED";
    case grpc::StatusCode::INVALID_ARGUMENT:
      return "INVALID_ARGUMENT";
    case grpc::StatusCode::ALREADY_EXISTS:
      return "ALREADY_EXISTS";
    case grpc::StatusCode::FAILED_PRECONDITION:
      return "FAILED_PRECONDITION";
    default:
      return "ERROR";
  }
}

Verdict Judge(const cordon::v1::Screening& answer, const std::string& request_id) {
  Verdict verdict;
  verdict.screening = answer.name();
  if (cordon::v1::Disposition_IsValid(answer.disposition()) && answer.disposition() >= cordon::v1::HOLD) {
    verdict.disposition = cordon::v1::Disposition_Name(answer.disposition());
  }
  if (answer.name().empty() || answer.record_sha256().empty() || answer.request_id() != request_id) {
    verdict.reason = "the answer has no record of this request";
  } else if (!answer.incomplete().empty()) {
    verdict.reason = "incomplete: " + answer.incomplete(0).reason();
  } else if (!cordon::v1::Disposition_IsValid(answer.disposition()) ||
             answer.disposition() == cordon::v1::DISPOSITION_UNSPECIFIED) {
    verdict.reason = "unknown disposition " + std::to_string(answer.disposition());
  } else {
    verdict.disposition = cordon::v1::Disposition_Name(answer.disposition());
    verdict.answered = true;
  }
  return verdict;
}

Verdict ScreenOrder(cordon::v1::ScreeningService::Stub* stub, const cordon::v1::ScreenTransactionRequest& request,
                    const Options& options, const std::string& token) {
  std::mt19937 random(std::random_device{}());
  Verdict verdict;
  milliseconds pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + options.deadline);
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    cordon::v1::Screening answer;
    const grpc::Status status = stub->ScreenTransaction(&context, request, &answer);
    if (status.ok()) {
      verdict = Judge(answer, request.request_id());
      verdict.attempts = attempt;
      return verdict;
    }
    verdict.attempts = attempt;
    verdict.reason = std::string(CodeName(status.error_code())) + ": " + status.error_message();
    milliseconds asked(0);
    const bool told = RetryDelay(status, &asked);
    const bool again = status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                       status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
                       (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED && told);
    if (!again || attempt >= options.attempts) return verdict;
    // Half of the pause is chance, so that many clients do not come back at the same moment.
    std::uniform_int_distribution<int64_t> part(pause.count() / 2, pause.count());
    std::this_thread::sleep_for(std::max(asked, milliseconds(part(random))));
    pause = std::min(pause * 2, kLongestPause);
  }
}

bool ParseOptions(int argc, char** argv, Options* options) {
  const std::map<std::string, std::string*> texts = {
      {"--server", &options->server},         {"--order", &options->order},
      {"--request-id", &options->request_id}, {"--ca", &options->ca},
      {"--cert", &options->certificate},      {"--key", &options->key},
      {"--token-file", &options->token_file}};
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string flag = argv[i];
    if (const auto text = texts.find(flag); text != texts.end()) {
      *text->second = argv[i + 1];
    } else if (flag == "--deadline-ms") {
      options->deadline = milliseconds(std::atoi(argv[i + 1]));
    } else if (flag == "--attempts") {
      options->attempts = std::atoi(argv[i + 1]);
    } else {
      return false;
    }
  }
  return argc % 2 == 1 && !options->server.empty() && !options->order.empty() && options->deadline.count() > 0 &&
         options->attempts > 0;
}

std::shared_ptr<grpc::Channel> Connect(const Options& options) {
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!options.ca.empty()) {
    bool found = true;
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = ReadText(options.ca, &found);
    if (!options.certificate.empty()) {
      tls.pem_cert_chain = ReadText(options.certificate, &found);
      tls.pem_private_key = ReadText(options.key, &found);
    }
    credentials = grpc::SslCredentials(tls);
  }
  grpc::ChannelArguments arguments;
  // A server that restarts is found again within the attempts, not a second later.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  return grpc::CreateCustomChannel(options.server, credentials, arguments);
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

int Usage(const std::string& why) {
  std::cerr << "cordon-order-client: " << why << "\n"
            << "usage: cordon-order-client --server HOST:PORT --order FILE [--request-id UUID] [--deadline-ms 1000]\n"
               "       [--attempts 4] [--ca FILE [--cert FILE --key FILE]] [--token-file FILE]\n";
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!ParseOptions(argc, argv, &options)) return Usage("wrong options");
  bool found = false;
  const std::string order = ReadText(options.order, &found);
  if (!found) return Usage(options.order + ": cannot be read");
  cordon::v1::ScreenTransactionRequest request;
  const auto parsed = google::protobuf::util::JsonStringToMessage(order, request.mutable_transaction());
  if (!parsed.ok()) return Usage(options.order + ": " + parsed.ToString());
  std::string token;
  if (!options.token_file.empty()) {
    token = ReadText(options.token_file, &found);
    if (!found) return Usage(options.token_file + ": cannot be read");
    while (!token.empty() && token.back() == '\n') token.pop_back();
  }
  request.set_request_id(options.request_id.empty() ? NewRequestId() : options.request_id);
  request.set_external_ref(request.transaction().id());

  const auto stub = cordon::v1::ScreeningService::NewStub(Connect(options));
  const Verdict verdict = ScreenOrder(stub.get(), request, options, token);
  std::cout << "{\"order\": " << Quoted(request.transaction().id()) << ", \"disposition\": \"" << verdict.disposition
            << "\", \"proceed\": " << (verdict.proceed() ? "true" : "false")
            << ", \"screening\": " << Quoted(verdict.screening) << ", \"request_id\": " << Quoted(request.request_id())
            << ", \"reason\": " << Quoted(verdict.reason) << ", \"attempts\": " << verdict.attempts << "}\n";
  return verdict.exit_code();
}
