#include "db/lists/tar.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr size_t kTarBlock = 512;
constexpr size_t kNameBytes = 100;
constexpr size_t kSizeAt = 124;
constexpr size_t kChecksumAt = 148;
constexpr size_t kTypeAt = 156;
constexpr size_t kMagicAt = 257;
constexpr absl::string_view kTarMagic = "ustar";

unsigned TarChecksum(const char* block) {
  unsigned sum = 0;
  for (size_t i = 0; i < kTarBlock; ++i) {
    // The checksum counts itself as blanks.
    const bool own = i >= kChecksumAt && i < kChecksumAt + 8;
    sum += own ? static_cast<unsigned>(' ') : static_cast<unsigned char>(block[i]);
  }
  return sum;
}

int64_t PaddingOf(int64_t size) {
  constexpr auto kBlock = static_cast<int64_t>(kTarBlock);
  return (kBlock - size % kBlock) % kBlock;
}

std::string TarHeader(const std::string& name, int64_t size) {
  std::string block(kTarBlock, '\0');
  const auto put = [&block](size_t at, absl::string_view text) {
    block.replace(at, text.size(), text.data(), text.size());
  };
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  put(kSizeAt, absl::StrFormat("%011o", size));
  put(136, "00000000000");
  put(kTypeAt, "0");
  put(kMagicAt, kTarMagic);
  put(kMagicAt + 6, "00");
  put(kChecksumAt, absl::StrFormat("%06o", TarChecksum(block.data())));
  block[kChecksumAt + 7] = ' ';
  return block;
}

// An octal number that ends at a blank or NUL; -1 if it is none.
int64_t Octal(absl::string_view field) {
  int64_t value = 0;
  bool any = false;
  for (const char c : field) {
    if (c == ' ' || c == '\0') {
      if (any) return value;
      continue;
    }
    if (c < '0' || c > '7' || value > (1LL << 50)) return -1;
    value = value * 8 + (c - '0');
    any = true;
  }
  return any ? value : -1;
}

class PackedMembers : public ByteSource {
 public:
  explicit PackedMembers(std::vector<TarMember> members) : members_(std::move(members)) { StartMember(); }

  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    while (true) {
      if (!pending_.empty()) {
        const size_t count = std::min(size, pending_.size());
        std::memcpy(buffer, pending_.data(), count);
        pending_.erase(0, count);
        return count;
      }
      if (at_ >= members_.size()) return size_t{0};
      TarMember& member = members_[at_];
      CORDON_ASSIGN_OR_RETURN(const size_t count, member.bytes->Read(buffer, size));
      if (static_cast<int64_t>(count) > left_ || (count == 0 && left_ > 0)) {
        return absl::DataLossError(absl::StrCat(member.name, " changed while it was read; try again"));
      }
      left_ -= static_cast<int64_t>(count);
      if (count > 0) return count;
      pending_.assign(static_cast<size_t>(PaddingOf(member.size)), '\0');
      ++at_;
      StartMember();
    }
  }

 private:
  void StartMember() {
    if (at_ < members_.size()) {
      left_ = members_[at_].size;
      pending_ += TarHeader(members_[at_].name, left_);
    } else {
      pending_.append(2 * kTarBlock, '\0');
    }
  }

  std::vector<TarMember> members_;
  size_t at_ = 0;
  int64_t left_ = 0;
  std::string pending_;
};

}  // namespace

bool LooksLikeTar(absl::string_view head) {
  return head.size() >= kTarBlock && head.substr(kMagicAt, kTarMagic.size()) == kTarMagic;
}

std::unique_ptr<ByteSource> PackTar(std::vector<TarMember> members) {
  return std::make_unique<PackedMembers>(std::move(members));
}

absl::Status TarReader::ReadBlock(char* block, bool* at_end) {
  size_t have = 0;
  while (have < kTarBlock) {
    CORDON_ASSIGN_OR_RETURN(const size_t count, archive_.Read(block + have, kTarBlock - have));
    if (count == 0) break;
    have += count;
  }
  *at_end = have == 0;
  if (have != 0 && have < kTarBlock) return absl::DataLossError("the archive is truncated; pack it again");
  return absl::OkStatus();
}

absl::Status TarReader::SkipMember() {
  std::string chunk(kTarBlock * 16, '\0');
  while (left_ > 0) CORDON_RETURN_IF_ERROR(Read(&chunk[0], chunk.size()).status());
  while (padding_ > 0) {
    CORDON_ASSIGN_OR_RETURN(const size_t count, archive_.Read(&chunk[0], static_cast<size_t>(padding_)));
    if (count == 0) return absl::DataLossError("the archive is truncated; pack it again");
    padding_ -= static_cast<int64_t>(count);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> TarReader::Next() {
  while (!done_) {
    CORDON_RETURN_IF_ERROR(SkipMember());
    char block[kTarBlock];
    bool at_end = false;
    CORDON_RETURN_IF_ERROR(ReadBlock(block, &at_end));
    if (at_end) return absl::DataLossError("the archive has no end mark; it is truncated, pack it again");
    if (std::all_of(block, block + kTarBlock, [](char c) { return c == '\0'; })) {
      done_ = true;
      // Whatever pads the archive is read too, so that the digest is of the whole file.
      char rest[kTarBlock];
      while (!at_end) {
        CORDON_RETURN_IF_ERROR(ReadBlock(rest, &at_end));
        if (!at_end && std::any_of(rest, rest + kTarBlock, [](char c) { return c != '\0'; })) {
          return absl::InvalidArgumentError("the archive has something behind its end mark");
        }
      }
      return false;
    }
    const absl::string_view header(block, kTarBlock);
    if (header.substr(kMagicAt, kTarMagic.size()) != kTarMagic ||
        Octal(header.substr(kChecksumAt, 8)) != static_cast<int64_t>(TarChecksum(block))) {
      return absl::DataLossError("the archive is damaged; pack it again");
    }
    left_ = Octal(header.substr(kSizeAt, 12));
    if (left_ < 0) return absl::DataLossError("the archive is damaged; pack it again");
    padding_ = PaddingOf(left_);
    const char type = block[kTypeAt];
    if (type == '5' || type == 'x' || type == 'g') continue;  // folders and extended headers
    if (type != '0' && type != '\0') {
      return absl::InvalidArgumentError("the archive holds something that is no plain file (a link?)");
    }
    if (members_left_-- == 0) return absl::InvalidArgumentError("the archive holds more files than a list can have");
    const absl::string_view name = header.substr(0, std::min(kNameBytes, header.find('\0')));
    const size_t slash = name.rfind('/');
    name_ = std::string(slash == absl::string_view::npos ? name : name.substr(slash + 1));
    return true;
  }
  return false;
}

absl::StatusOr<size_t> TarReader::Read(char* buffer, size_t size) {
  const size_t wanted = std::min(size, static_cast<size_t>(left_));
  if (wanted == 0) return size_t{0};
  CORDON_ASSIGN_OR_RETURN(const size_t count, archive_.Read(buffer, wanted));
  if (count == 0) return absl::DataLossError("the archive is truncated; pack it again");
  left_ -= static_cast<int64_t>(count);
  return count;
}

}  // namespace cordon
