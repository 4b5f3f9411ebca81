// The two streams of screenings as a client opens them, for typed tests that hold both to the same.
#ifndef CORDON_TESTS_INTEGRATION_SCREEN_STREAMS_H_
#define CORDON_TESTS_INTEGRATION_SCREEN_STREAMS_H_

#include <memory>
#include <string>

#include "gtest/gtest.h"
#include "tests/integration/rpc_client.h"

namespace cordon {

struct StreamedParties {
  using Message = v1::StreamScreenPartiesRequest;
  using Reply = v1::StreamScreenPartiesResponse;

  static auto Open(const Client& client, grpc::ClientContext* context) {
    return client.screening->StreamScreenParties(context);
  }
  static Message Request(const std::string& id, const std::string& name) {
    Message message;
    message.set_id(id);
    message.mutable_request()->mutable_party()->set_name(name);
    message.mutable_request()->set_as_of("2026-06-15");
    return message;
  }
  // Takes out what a request cannot be without; returns the reason of the refusal.
  static std::string Spoil(Message* message) {
    message->mutable_request()->mutable_party()->clear_name();
    return "NOTHING_TO_SCREEN";
  }
  static void WantNoRecord(Message* message) { message->mutable_request()->set_no_record(true); }
};

struct StreamedTransactions {
  using Message = v1::StreamScreenTransactionsRequest;
  using Reply = v1::StreamScreenTransactionsResponse;

  static auto Open(const Client& client, grpc::ClientContext* context) {
    return client.screening->StreamScreenTransactions(context);
  }
  static Message Request(const std::string& id, const std::string& name) {
    Message message;
    message.set_id(id);
    v1::Transaction* deal = message.mutable_request()->mutable_transaction();
    deal->set_as_of("2026-06-15");
    deal->set_activity(v1::Transaction::PURCHASE);
    deal->set_our_role(v1::Transaction::BUYER);
    v1::TransactionParty* party = deal->add_parties();
    party->mutable_party()->set_name(name);
    party->add_roles(v1::TransactionParty::SUPPLIER);
    party->set_hq_country("SE");
    return message;
  }
  static std::string Spoil(Message* message) {
    message->mutable_request()->mutable_transaction()->clear_activity();
    return "INVALID_FIELD";
  }
  static void WantNoRecord(Message* message) { message->mutable_request()->set_validate_only(true); }
};

using ScreenStreams = ::testing::Types<StreamedParties, StreamedTransactions>;

}  // namespace cordon

#endif  // CORDON_TESTS_INTEGRATION_SCREEN_STREAMS_H_
