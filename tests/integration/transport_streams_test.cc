// Import and export streams over the real transport: limits, back-pressure, and that a stream that breaks off never
// passes for a whole file.
#include <algorithm>
#include <future>
#include <string>

#include "tests/integration/fake_server.h"

namespace cordon {
namespace {

class Streams : public FakeServerTest {
 protected:
  Streams() {
    handlers_.import_list = [this](std::unique_ptr<ByteSource> bytes, const v1::ImportHeader& header,
                                   const RpcContext& context) { return TakeAll(*bytes, header, context); };
  }

  // Reads to the end as the importer does; remembers how it ended.
  absl::StatusOr<v1::ImportListResponse> TakeAll(ByteSource& bytes, const v1::ImportHeader& header, const RpcContext&) {
    std::string all;
    char buffer[8'192];
    for (;;) {
      absl::SleepFor(pause_);
      const absl::StatusOr<size_t> read = bytes.Read(buffer, sizeof buffer);
      if (!read.ok()) {
        Remember(read.status());
        return read.status();
      }
      if (*read == 0) break;
      all.append(buffer, *read);
    }
    Remember(absl::OkStatus());
    v1::ImportListResponse response;
    response.mutable_version()->set_file_name(header.file_name());
    response.mutable_version()->set_bytes(static_cast<int64_t>(all.size()));
    return response;
  }
  void Remember(const absl::Status& end) {
    MutexLock lock(mu_);
    ends_.push_back(end);
  }
  std::vector<absl::Status> ends() {
    MutexLock lock(mu_);
    return ends_;
  }

  static v1::ImportListRequest Header(const std::string& name = "list.csv") {
    v1::ImportListRequest message;
    message.mutable_header()->set_file_name(name);
    return message;
  }
  static v1::ImportListRequest Chunk(size_t bytes) {
    v1::ImportListRequest message;
    message.set_chunk(std::string(bytes, 'x'));
    return message;
  }
  // A refused import is answered before its worker has left, so the next one may have to wait for it.
  grpc::Status Import(const std::vector<v1::ImportListRequest>& messages, v1::ImportListResponse* response) {
    for (int tries = 0;; ++tries) {
      const grpc::Status status = ImportOnce(messages, response);
      if (Reason(status) != "OVERLOADED" || tries == 100) return status;
      absl::SleepFor(absl::Milliseconds(50));
    }
  }
  grpc::Status ImportOnce(const std::vector<v1::ImportListRequest>& messages, v1::ImportListResponse* response) {
    grpc::ClientContext context;
    SetTimeout(&context, absl::Seconds(30));
    const auto writer = client_->lists->ImportList(&context, response);
    for (const auto& message : messages) {
      if (!writer->Write(message)) break;
    }
    writer->WritesDone();
    return writer->Finish();
  }

  absl::Duration pause_ = absl::ZeroDuration();
  Mutex mu_;
  std::vector<absl::Status> ends_ ABSL_GUARDED_BY(mu_);
};

TEST_F(Streams, ImportGetsEveryByte) {
  Start();
  v1::ImportListResponse response;
  const grpc::Status status =
      Import({Header("consolidated.csv"), Chunk(1), Chunk(1 << 20), Chunk(0), Chunk(70'000)}, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.version().bytes(), 1 + (1 << 20) + 70'000);
  EXPECT_EQ(response.version().file_name(), "consolidated.csv");
}

TEST_F(Streams, SlowImporterHoldsTheSenderBack) {
  options_.streams.pipe_bytes = 256 << 10;
  pause_ = absl::Microseconds(200);
  Start();
  v1::ImportListResponse response;
  std::vector<v1::ImportListRequest> messages = {Header()};
  for (int i = 0; i < 64; ++i) messages.push_back(Chunk(64 << 10));
  ASSERT_TRUE(Import(messages, &response).ok());
  EXPECT_EQ(response.version().bytes(), 4 << 20);
}

TEST_F(Streams, WrongMessagesAreRefused) {
  options_.streams.max_import = 3 << 20;
  Start();
  const struct {
    const char* what;
    std::vector<v1::ImportListRequest> messages;
    const char* reason;
  } kCases[] = {{"no message", {}, "INVALID_FIELD"},
                {"chunk first", {Chunk(5)}, "INVALID_FIELD"},
                {"two headers", {Header(), Chunk(5), Header()}, "INVALID_FIELD"},
                {"empty message", {Header(), v1::ImportListRequest()}, "INVALID_FIELD"},
                {"chunk over 1 MiB", {Header(), Chunk((1 << 20) + 1)}, "MESSAGE_TOO_LARGE"},
                {"file over the limit",
                 {Header(), Chunk(1 << 20), Chunk(1 << 20), Chunk(1 << 20), Chunk(1)},
                 "MESSAGE_TOO_LARGE"}};
  for (const auto& item : kCases) {
    v1::ImportListResponse response;
    const grpc::Status status = Import(item.messages, &response);
    EXPECT_EQ(Reason(status), item.reason) << item.what << ": " << status.error_message();
  }
  for (const absl::Status& end : ends()) EXPECT_FALSE(end.ok()) << "a refused stream passed for a whole file";
  v1::ImportListResponse response;
  EXPECT_TRUE(Import({Header(), Chunk(1 << 20), Chunk(1 << 20), Chunk(1 << 20)}, &response).ok())
      << "the limit itself is fine";
}

TEST_F(Streams, BrokenOffStreamIsNoWholeFile) {
  Start();
  for (int i = 0; i < 50; ++i) {
    grpc::ClientContext context;
    v1::ImportListResponse response;
    const auto writer = client_->lists->ImportList(&context, &response);
    writer->Write(Header());
    writer->Write(Chunk(10'000));
    context.TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  // A connection that dies is no end of file either.
  for (int i = 0; i < 20; ++i) {
    auto own = std::make_unique<Client>(server_->addresses()[0]);
    auto context = std::make_unique<grpc::ClientContext>();
    v1::ImportListResponse response;
    auto writer = own->lists->ImportList(context.get(), &response);
    writer->Write(Header());
    writer->Write(Chunk(10'000));
    writer.reset();
    context.reset();
  }
  v1::ImportListResponse response;
  ASSERT_TRUE(Eventually([&] { return Import({Header(), Chunk(10)}, &response).ok(); }));
  int whole = 0;
  for (const absl::Status& end : ends()) whole += end.ok() ? 1 : 0;
  EXPECT_EQ(whole, 1) << "only the last import was sent to its end";
}

TEST_F(Streams, SilentSenderIsCutOff) {
  options_.streams.patience = absl::Milliseconds(300);
  Start();
  grpc::ClientContext context;
  v1::ImportListResponse response;
  const auto writer = client_->lists->ImportList(&context, &response);
  writer->Write(Header());
  const grpc::Status status = writer->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED) << status.error_message();
}

TEST_F(Streams, ImporterThatGivesUpEarlyAnswersAtOnce) {
  handlers_.import_list = [](std::unique_ptr<ByteSource> bytes, const v1::ImportHeader&,
                             const RpcContext&) -> absl::StatusOr<v1::ImportListResponse> {
    char buffer[100];
    const auto read = bytes->Read(buffer, sizeof buffer);
    if (!read.ok()) return read.status();
    return MakeError(absl::StatusCode::kInvalidArgument, "IMPORT_REFUSED", "list.csv: row 1: no header");
  };
  Start();
  v1::ImportListResponse response;
  std::vector<v1::ImportListRequest> messages = {Header()};
  for (int i = 0; i < 40; ++i) messages.push_back(Chunk(1 << 20));
  const grpc::Status status = Import(messages, &response);
  EXPECT_EQ(Reason(status), "IMPORT_REFUSED") << status.error_message();
}

TEST_F(Streams, OneImportAtATimeAndAShortQueue) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  handlers_.import_list = [&](std::unique_ptr<ByteSource> bytes, const v1::ImportHeader& header,
                              const RpcContext& context) {
    most = std::max(most.load(), ++running);
    auto response = TakeAll(*bytes, header, context);
    --running;
    return response;
  };
  Start();
  grpc::ClientContext context;
  v1::ImportListResponse response;
  const auto first = client_->lists->ImportList(&context, &response);
  first->Write(Header());
  ASSERT_TRUE(Eventually([&] { return running == 1; }));
  // Two may wait; of three, one is turned away while the first still runs.
  std::vector<std::future<grpc::Status>> others;
  for (int i = 0; i < 3; ++i) {
    others.push_back(std::async(std::launch::async, [this] {
      v1::ImportListResponse ignored;
      return ImportOnce({Header(), Chunk(10)}, &ignored);
    }));
  }
  const auto ended = [&] {
    return std::count_if(others.begin(), others.end(), [](const std::future<grpc::Status>& other) {
      return other.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
  };
  EXPECT_TRUE(Eventually([&] { return ended() == 1; }));
  first->WritesDone();
  EXPECT_TRUE(first->Finish().ok());
  int refused = 0;
  for (auto& other : others) {
    const grpc::Status status = other.get();
    if (status.ok()) continue;
    ++refused;
    EXPECT_EQ(Reason(status), "OVERLOADED") << status.error_message();
  }
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(most, 1);
}

TEST_F(Streams, ExportArrivesWhole) {
  std::string file;
  for (int i = 0; i < 50'000; ++i) file += std::to_string(i) + ",name\n";
  handlers_.export_list = [&](const v1::ExportListRequest&, const RpcContext&,
                              const std::function<absl::Status(absl::string_view)>& sink) {
    for (size_t at = 0; at < file.size(); at += 777) {
      const absl::Status sent = sink(absl::string_view(file).substr(at, 777));
      if (!sent.ok()) return sent;
    }
    return absl::OkStatus();
  };
  Start();
  grpc::ClientContext context;
  const auto reader = client_->lists->ExportList(&context, {});
  std::string got;
  size_t largest = 0;
  for (v1::ExportListResponse message; reader->Read(&message);) {
    largest = std::max(largest, message.chunk().size());
    got += message.chunk();
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(got, file);
  EXPECT_LE(largest, options_.streams.export_chunk);
}

TEST_F(Streams, ReaderThatStopsReadingIsCutOff) {
  options_.streams.patience = absl::Milliseconds(300);
  std::atomic<int> ended{0};
  handlers_.export_list = [&](const v1::ExportListRequest&, const RpcContext&,
                              const std::function<absl::Status(absl::string_view)>& sink) {
    absl::Status status;
    for (int i = 0; i < 10'000 && status.ok(); ++i) status = sink(std::string(64 << 10, 'x'));
    ++ended;
    return status;
  };
  Start();
  grpc::ClientContext context;
  const auto reader = client_->lists->ExportList(&context, {});
  EXPECT_TRUE(Eventually([&] { return ended == 1; }));
  while (true) {
    v1::ExportListResponse message;
    if (!reader->Read(&message)) break;
  }
  EXPECT_FALSE(reader->Finish().ok()) << "half a file must not look like a whole one";
}

}  // namespace
}  // namespace cordon
