// A cordond with mutual TLS, a list with one party, an order system that screens it, and people who decide about it.
#ifndef CORDON_TESTS_INTEGRATION_CASES_FIXTURE_H_
#define CORDON_TESTS_INTEGRATION_CASES_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cordon/v1/cases.grpc.pb.h"
#include "cordon/v1/suppressions.grpc.pb.h"
#include "tests/integration/tls_fixture.h"

namespace cordon {

class Cases : public TlsTest {
 protected:
  using Desk = v1::CaseService::Stub;
  using Pairs = v1::SuppressionService::Stub;

  void SetUp() override {
    TlsTest::SetUp();
    for (const char* const who : {"orders", "ann", "ben"}) {
      ASSERT_TRUE(Issue(who, absl::StrCat("/CN=", who)));
    }
  }
  // Everybody may do everything, unless `flags` say otherwise.
  void StartDesk(const std::vector<std::string>& flags = {}) {
    StartTls(flags);
    const Client admin(Line("ben"));
    v1::ImportListResponse response;
    ASSERT_TRUE(ImportWith(admin, "id,name\ne1,Orbital Gyroscope Works\n", "EL", &response).ok());
  }
  // One connection for each of them.
  const std::shared_ptr<grpc::Channel>& Line(const std::string& who) {
    std::shared_ptr<grpc::Channel>& line = lines_[who];
    if (line == nullptr) line = ChannelOf(who);
    return line;
  }
  v1::Screening ScreenParty(const v1::ScreenPartyRequest& order) {
    v1::Screening answer;
    const grpc::Status status = ScreenWith(Client(Line("orders")), order, &answer);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return answer;
  }
  // The case of an answer that was just given, before anybody touched it.
  static v1::ReviewCase CaseOf(const v1::Screening& held) {
    EXPECT_EQ(held.disposition(), v1::HOLD);
    v1::ReviewCase review;
    review.set_name("cases/" + held.name().substr(11));
    review.set_etag("v0");
    return review;
  }
  // One call as `who`: its answer, and the reason of its error.
  template <typename Request, typename Method, typename Answer>
  std::string Ask(const std::string& who, const Method& method, const Request& request, Answer* answer,
                  const std::map<std::string, std::string>& metadata = {}) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(20));
    for (const auto& [key, value] : metadata) context.AddMetadata(key, value);
    const auto stub = StubOf(method, Line(who));
    const grpc::Status status = ((*stub).*method)(&context, request, answer);
    return status.ok() ? "" : Reason(status);
  }
  // The same on a case, at the state that `review` has.
  template <typename Request, typename Method>
  std::string Call(const std::string& who, const Method& method, Request request, v1::ReviewCase* review,
                   const std::map<std::string, std::string>& metadata = {}) {
    request.set_name(review->name());
    request.set_etag(review->etag());
    v1::ReviewCase answer;
    const std::string reason = Ask(who, method, request, &answer, metadata);
    if (reason.empty()) *review = answer;
    return reason;
  }
  v1::ReviewCase Reread(const std::string& name) {
    v1::GetCaseRequest get;
    get.set_name(name);
    v1::ReviewCase review;
    EXPECT_EQ(Ask("ben", &Desk::GetCase, get, &review), "");
    return review;
  }

  static v1::UpdateCaseRequest Note(const std::string& text) {
    v1::UpdateCaseRequest request;
    request.set_update(v1::UpdateCaseRequest::NOTE);
    request.set_text(text);
    return request;
  }
  static v1::DecideAlertRequest FalsePositive() {
    v1::DecideAlertRequest request;
    request.set_alert(1);
    request.set_outcome(v1::Alert::FALSE_POSITIVE);
    request.add_discriminators(v1::Alert::REGISTRATION_NUMBER);
    return request;
  }
  static v1::ResolveCaseRequest Release() {
    v1::ResolveCaseRequest request;
    request.set_outcome(v1::Resolution::RELEASED);
    request.set_reason("another company of that name");
    return request;
  }

 private:
  template <typename R, typename... A>
  static std::unique_ptr<Desk> StubOf(R (Desk::*)(A...), const std::shared_ptr<grpc::Channel>& line) {
    return v1::CaseService::NewStub(line);
  }
  template <typename R, typename... A>
  static std::unique_ptr<Pairs> StubOf(R (Pairs::*)(A...), const std::shared_ptr<grpc::Channel>& line) {
    return v1::SuppressionService::NewStub(line);
  }
  std::map<std::string, std::shared_ptr<grpc::Channel>> lines_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_INTEGRATION_CASES_FIXTURE_H_
