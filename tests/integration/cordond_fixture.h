// One cordond per test, a client to it, and the few calls most tests make.
#ifndef CORDON_TESTS_INTEGRATION_CORDOND_FIXTURE_H_
#define CORDON_TESTS_INTEGRATION_CORDOND_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "tests/integration/cordond_process.h"
#include "tests/integration/rpc_client.h"
#include "tests/support/temp_dir.h"

namespace cordon {

inline v1::ScreenPartyRequest PartyRequest(const std::string& name, const std::string& request_id = "") {
  v1::ScreenPartyRequest request;
  request.mutable_party()->set_name(name);
  request.set_request_id(request_id);
  return request;
}

inline grpc::Status ScreenWith(const Client& client, const v1::ScreenPartyRequest& request, v1::Screening* answer) {
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(20));
  return client.screening->ScreenParty(&context, request, answer);
}

inline grpc::Status ReadWith(const Client& client, const std::string& name, v1::Screening* answer) {
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(20));
  v1::GetScreeningRequest request;
  request.set_name(name);
  return client.screening->GetScreening(&context, request, answer);
}

// Streams `file` as the operator's list `code`, in pieces of 1,000 bytes.
inline grpc::Status ImportWith(const Client& client, const std::string& file, const std::string& code,
                               v1::ImportListResponse* response) {
  grpc::ClientContext context;
  SetTimeout(&context, absl::Seconds(60));
  const auto writer = client.lists->ImportList(&context, response);
  v1::ImportListRequest message;
  message.mutable_header()->set_file_name("own.csv");
  message.mutable_header()->set_as_code(code);
  message.mutable_header()->set_accept_change(true);
  bool going = writer->Write(message);
  for (size_t at = 0; going && at < file.size(); at += 1'000) {
    message.set_chunk(file.substr(at, 1'000));
    going = writer->Write(message);
  }
  writer->WritesDone();
  return writer->Finish();
}

class CordondTest : public ::testing::Test {
 protected:
  void Start(std::vector<std::string> flags = {}) {
    server_ = std::make_unique<CordondProcess>(directory_.path(), std::move(flags));
    ASSERT_TRUE(server_->Start());
    client_ = std::make_unique<Client>(server_->address());
  }
  void Restart() {
    ASSERT_TRUE(server_->Start());
    client_ = std::make_unique<Client>(server_->address());
  }
  v1::Screening Screen(const v1::ScreenPartyRequest& request) {
    v1::Screening answer;
    const grpc::Status status = ScreenWith(*client_, request, &answer);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return answer;
  }
  void Import(const std::string& file, const std::string& code) {
    v1::ImportListResponse response;
    const grpc::Status status = ImportWith(*client_, file, code, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  TempDir directory_;
  std::unique_ptr<CordondProcess> server_;
  std::unique_ptr<Client> client_;
};

// Two names nothing else resembles.
inline constexpr char kOwnList[] =
    "id,name,aliases,countries\n"
    "Q1,Qorvandel Gyroscope Bureau,Qorvandel Instruments,RU\n"
    "Q2,Zephyrtronic Lattice Works,,CN\n";

}  // namespace cordon

#endif  // CORDON_TESTS_INTEGRATION_CORDOND_FIXTURE_H_
