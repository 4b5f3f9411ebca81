#include "service/grpc/chunk_pipe.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

class PipeByteSource final : public ByteSource {
 public:
  explicit PipeByteSource(ChunkPipe* pipe) : pipe_(pipe) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override { return pipe_->Read(buffer, size); }

 private:
  ChunkPipe* const pipe_;
};

}  // namespace

ChunkPipe::ChunkPipe(size_t max_bytes, absl::Duration patience, std::function<void()> on_room)
    : max_bytes_(max_bytes), patience_(patience), on_room_(std::move(on_room)) {}

bool ChunkPipe::Push(std::string chunk) {
  bool room = false;
  {
    MutexLock lock(mu_);
    if (closed_) return true;  // nobody reads any more; what still comes is dropped
    bytes_ += chunk.size();
    if (!chunk.empty()) chunks_.push_back(std::move(chunk));
    room = bytes_ < max_bytes_;
    sender_waits_ = !room;
  }
  arrived_.NotifyOne();
  return room;
}

void ChunkPipe::Close(absl::Status end) {
  {
    MutexLock lock(mu_);
    if (closed_) return;
    closed_ = true;
    end_ = std::move(end);
  }
  arrived_.NotifyOne();
}

absl::StatusOr<size_t> ChunkPipe::Read(char* buffer, size_t size) {
  size_t taken = 0;
  bool tell_sender = false;
  {
    MutexLock lock(mu_);
    const absl::Time give_up = absl::Now() + patience_;
    while (chunks_.empty() && !closed_) {
      const absl::Duration left = give_up - absl::Now();
      if (left <= absl::ZeroDuration()) {
        return absl::DeadlineExceededError(
            absl::StrCat("no data came for ", absl::ToInt64Seconds(patience_), " s; nothing was imported"));
      }
      arrived_.WaitFor(mu_, absl::ToChronoNanoseconds(left));
    }
    // An error is told at once; a clean end only after the last byte.
    if (closed_ && !end_.ok()) return end_;
    if (chunks_.empty()) return size_t{0};
    const std::string& first = chunks_.front();
    taken = std::min(size, first.size() - offset_);
    std::memcpy(buffer, first.data() + offset_, taken);
    offset_ += taken;
    bytes_ -= taken;
    if (offset_ == first.size()) {
      chunks_.pop_front();
      offset_ = 0;
    }
    tell_sender = sender_waits_ && bytes_ < max_bytes_;
    if (tell_sender) sender_waits_ = false;
  }
  if (tell_sender && on_room_) on_room_();
  return taken;
}

std::unique_ptr<ByteSource> PipeSource(ChunkPipe* pipe) { return std::make_unique<PipeByteSource>(pipe); }

}  // namespace cordon
