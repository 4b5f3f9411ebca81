#include "db/lists/byte_source.h"

#include <lzma.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

// The xz decoder needs its dictionary in memory: 65 MiB for `xz -9`. More than this is an attack or a mistake.
constexpr uint64_t kXzMemoryLimit = 96ULL << 20U;
constexpr size_t kCompressedChunk = 64U << 10U;
constexpr int64_t kRatioFreeBytes = 1LL << 20;
constexpr absl::string_view kXzMagic(
    "\xFD"
    "7zXZ\0",
    6);
constexpr absl::string_view kGzipMagic("\x1F\x8B", 2);

class BytesInMemory : public ByteSource {
 public:
  explicit BytesInMemory(absl::string_view bytes) : rest_(bytes) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    const size_t count = std::min(size, rest_.size());
    if (count > 0) std::memcpy(buffer, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  absl::string_view rest_;
};

class BytesOfFile : public ByteSource {
 public:
  BytesOfFile(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}
  ~BytesOfFile() override { std::fclose(file_); }
  BytesOfFile(const BytesOfFile&) = delete;
  BytesOfFile& operator=(const BytesOfFile&) = delete;

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    const size_t count = std::fread(buffer, 1, size, file_);
    if (count < size && std::ferror(file_) != 0) return ErrnoStatus("cannot read", path_);
    return count;
  }

 private:
  std::FILE* const file_;
  const std::string path_;
};

// One compressed format. Decode consumes from `*input` and fills `*output`.
class StreamDecoder {
 public:
  virtual ~StreamDecoder() = default;
  // `at_end`: no input will follow. Sets `*done` when the stream ended properly.
  virtual absl::Status Decode(absl::string_view* input, bool at_end, char** output, size_t* room, bool* done) = 0;
};

class XzStreamDecoder : public StreamDecoder {
 public:
  ~XzStreamDecoder() override { lzma_end(&stream_); }
  absl::Status Init() {
    const lzma_ret result = lzma_stream_decoder(&stream_, kXzMemoryLimit, LZMA_CONCATENATED);
    if (result != LZMA_OK) return absl::InternalError("the xz decoder cannot start");
    return absl::OkStatus();
  }

  absl::Status Decode(absl::string_view* input, bool at_end, char** output, size_t* room, bool* done) override {
    stream_.next_in = reinterpret_cast<const uint8_t*>(input->data());
    stream_.avail_in = input->size();
    stream_.next_out = reinterpret_cast<uint8_t*>(*output);
    stream_.avail_out = *room;
    const lzma_ret result = lzma_code(&stream_, at_end ? LZMA_FINISH : LZMA_RUN);
    input->remove_prefix(input->size() - stream_.avail_in);
    *output += *room - stream_.avail_out;
    *room = stream_.avail_out;
    switch (result) {
      case LZMA_OK:
        return absl::OkStatus();
      case LZMA_STREAM_END:
        *done = true;
        return absl::OkStatus();
      case LZMA_MEMLIMIT_ERROR:
        return absl::ResourceExhaustedError("the xz stream asks for more than 96 MiB of memory; recompress with xz -6");
      case LZMA_BUF_ERROR:
        if (at_end) return absl::DataLossError("the xz stream is truncated; fetch the file again");
        return absl::OkStatus();
      default:
        return absl::DataLossError("the xz stream is damaged; fetch the file again");
    }
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

class GzipStreamDecoder : public StreamDecoder {
 public:
  ~GzipStreamDecoder() override {
    if (started_) inflateEnd(&stream_);
  }
  absl::Status Init() {
    constexpr int kGzipWindow = 15 + 16;
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) return absl::InternalError("the gzip decoder cannot start");
    started_ = true;
    return absl::OkStatus();
  }

  absl::Status Decode(absl::string_view* input, bool at_end, char** output, size_t* room, bool* done) override {
    if (between_members_) {
      if (input->empty()) {
        *done = at_end;
        return absl::OkStatus();
      }
      // A gzip file may hold several members one after the other.
      if (inflateReset(&stream_) != Z_OK) return absl::InternalError("the gzip decoder cannot restart");
      between_members_ = false;
    }
    const size_t offered = std::min<size_t>(input->size(), 1U << 30U);
    const size_t wanted = std::min<size_t>(*room, 1U << 30U);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input->data()));
    stream_.avail_in = static_cast<uInt>(offered);
    stream_.next_out = reinterpret_cast<Bytef*>(*output);
    stream_.avail_out = static_cast<uInt>(wanted);
    const int result = inflate(&stream_, Z_NO_FLUSH);
    const size_t produced = wanted - stream_.avail_out;
    input->remove_prefix(offered - stream_.avail_in);
    *output += produced;
    *room -= produced;
    if (result == Z_STREAM_END) {
      between_members_ = true;
      return absl::OkStatus();
    }
    if (result == Z_OK) return absl::OkStatus();
    if (result == Z_BUF_ERROR) {
      if (at_end && input->empty()) return absl::DataLossError("the gzip stream is truncated; fetch the file again");
      return absl::OkStatus();
    }
    return absl::DataLossError("the gzip stream is damaged; fetch the file again");
  }

 private:
  z_stream stream_{};
  bool started_ = false;
  bool between_members_ = false;
};

class UnpackedBytes : public ByteSource {
 public:
  UnpackedBytes(std::unique_ptr<ByteSource> input, const DecompressLimits& limits)
      : input_(std::move(input)), limits_(limits) {}

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    if (!status_.ok()) return status_;
    absl::StatusOr<size_t> count = ReadChecked(buffer, size);
    if (!count.ok()) status_ = count.status();
    return count;
  }

 private:
  absl::StatusOr<size_t> ReadChecked(char* buffer, size_t size) {
    if (!looked_) CORDON_RETURN_IF_ERROR(LookAtMagic());
    size_t produced = 0;
    if (decoder_ == nullptr) {
      CORDON_ASSIGN_OR_RETURN(produced, ReadPlain(buffer, size));
    } else {
      char* output = buffer;
      size_t room = size;
      while (!done_ && room == size && size > 0) {
        if (pending_.empty() && !at_end_) CORDON_RETURN_IF_ERROR(ReadCompressed());
        CORDON_RETURN_IF_ERROR(decoder_->Decode(&pending_, at_end_, &output, &room, &done_));
      }
      produced = size - room;
    }
    output_bytes_ += static_cast<int64_t>(produced);
    if (output_bytes_ > limits_.max_output) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the file unpacks to more than the limit of ", limits_.max_output, " bytes"));
    }
    if (decoder_ != nullptr && output_bytes_ > kRatioFreeBytes && output_bytes_ / limits_.max_ratio > input_bytes_) {
      return absl::ResourceExhaustedError(absl::StrCat("the file unpacks to more than ", limits_.max_ratio,
                                                       " times its size; unpack it yourself if you trust it"));
    }
    return produced;
  }

  absl::Status LookAtMagic() {
    looked_ = true;
    chunk_.resize(kCompressedChunk);
    size_t have = 0;
    while (have < kXzMagic.size()) {
      CORDON_ASSIGN_OR_RETURN(const size_t count, input_->Read(chunk_.data() + have, chunk_.size() - have));
      if (count == 0) {
        at_end_ = true;
        break;
      }
      have += count;
    }
    CORDON_RETURN_IF_ERROR(CountInput(have));
    pending_ = absl::string_view(chunk_.data(), have);
    if (pending_.substr(0, kXzMagic.size()) == kXzMagic) {
      auto decoder = std::make_unique<XzStreamDecoder>();
      CORDON_RETURN_IF_ERROR(decoder->Init());
      decoder_ = std::move(decoder);
    } else if (pending_.substr(0, kGzipMagic.size()) == kGzipMagic) {
      auto decoder = std::make_unique<GzipStreamDecoder>();
      CORDON_RETURN_IF_ERROR(decoder->Init());
      decoder_ = std::move(decoder);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<size_t> ReadPlain(char* buffer, size_t size) {
    if (!pending_.empty()) {
      const size_t count = std::min(size, pending_.size());
      if (count > 0) std::memcpy(buffer, pending_.data(), count);
      pending_.remove_prefix(count);
      return count;
    }
    if (at_end_) return size_t{0};
    CORDON_ASSIGN_OR_RETURN(const size_t count, input_->Read(buffer, size));
    CORDON_RETURN_IF_ERROR(CountInput(count));
    return count;
  }

  absl::Status ReadCompressed() {
    CORDON_ASSIGN_OR_RETURN(const size_t count, input_->Read(chunk_.data(), chunk_.size()));
    if (count == 0) at_end_ = true;
    pending_ = absl::string_view(chunk_.data(), count);
    return CountInput(count);
  }

  absl::Status CountInput(size_t count) {
    input_bytes_ += static_cast<int64_t>(count);
    if (input_bytes_ > limits_.max_input) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the file is larger than the limit of ", limits_.max_input, " bytes"));
    }
    return absl::OkStatus();
  }

  const std::unique_ptr<ByteSource> input_;
  const DecompressLimits limits_;
  std::unique_ptr<StreamDecoder> decoder_;
  std::vector<char> chunk_;
  absl::string_view pending_;  // read but not yet decoded, inside chunk_
  bool looked_ = false;
  bool at_end_ = false;  // input_ has nothing more
  bool done_ = false;    // the compressed stream ended properly
  int64_t input_bytes_ = 0;
  int64_t output_bytes_ = 0;
  absl::Status status_;
};

}  // namespace

std::unique_ptr<ByteSource> MemorySource(absl::string_view bytes) { return std::make_unique<BytesInMemory>(bytes); }

absl::StatusOr<std::unique_ptr<ByteSource>> OpenFileSource(const std::string& path) {
  errno = 0;
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return ErrnoStatus("cannot open", path);
  return std::unique_ptr<ByteSource>(std::make_unique<BytesOfFile>(file, path));
}

std::unique_ptr<ByteSource> Decompress(std::unique_ptr<ByteSource> input, const DecompressLimits& limits) {
  return std::make_unique<UnpackedBytes>(std::move(input), limits);
}

}  // namespace cordon
