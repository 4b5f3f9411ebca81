#include "rules/text_file.h"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"

namespace cordon {
namespace {

// Keeps the first error only: later ones are mostly consequences.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(const std::string& file) : file_(file) {}
  void AddError(int line, int column, const std::string& message) override {
    if (!text_.empty()) return;
    text_ = line < 0 ? absl::StrCat(file_, ": ", message)
                     : absl::StrCat(file_, ":", line + 1, ":", column + 1, ": ", message);
  }
  void AddWarning(int, int, const std::string&) override {}
  const std::string& text() const { return text_; }

 private:
  std::string file_;
  std::string text_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<TextTree>> ParseText(const NamedText& source, google::protobuf::Message* message) {
  if (static_cast<int64_t>(source.text.size()) > kMaxTextBytes) {
    return absl::InvalidArgumentError(absl::StrCat(source.name, ": larger than ", kMaxTextBytes, " bytes; split it"));
  }
  if (!IsValidUtf8(source.text)) return absl::InvalidArgumentError(absl::StrCat(source.name, ": not valid UTF-8"));
  auto tree = std::make_unique<TextTree>();
  FirstError errors(source.name);
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(tree.get());
  parser.SetRecursionLimit(kMaxTextDepth);
  if (!parser.ParseFromString(source.text, message)) {
    return absl::InvalidArgumentError(errors.text().empty() ? absl::StrCat(source.name, ": cannot be read")
                                                            : errors.text());
  }
  return tree;
}

TextPlace TextPlace::Nested(const google::protobuf::Descriptor* message_descriptor, const char* field,
                            int index) const {
  TextPlace place = *this;
  if (tree != nullptr) place.tree = tree->GetTreeForNested(message_descriptor->FindFieldByName(field), index);
  return place;
}

std::string TextPlace::At(const google::protobuf::Descriptor* message_descriptor, const char* field, int index) const {
  if (tree != nullptr) {
    const auto location = tree->GetLocation(message_descriptor->FindFieldByName(field), index);
    if (location.line >= 0) return absl::StrCat(file, ":", location.line + 1);
  }
  return std::string(file);
}

absl::StatusOr<std::vector<NamedText>> ReadTexts(const std::string& directory) {
  std::error_code error;
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (entry.path().extension() == ".textproto") paths.push_back(entry.path().string());
  }
  if (error) return absl::NotFoundError(absl::StrCat(directory, ": ", error.message()));
  std::sort(paths.begin(), paths.end());
  if (paths.size() > 256) return absl::InvalidArgumentError(absl::StrCat(directory, ": more than 256 files"));
  std::vector<NamedText> texts;
  for (const std::string& path : paths) {
    CORDON_ASSIGN_OR_RETURN(std::string text, ReadFile(path, kMaxTextBytes));
    texts.push_back({path, std::move(text)});
  }
  return texts;
}

}  // namespace cordon
