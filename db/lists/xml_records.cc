#include "db/lists/xml_records.h"

#include <expat.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

constexpr size_t kXmlChunk = 64U << 10U;
constexpr size_t kMaxXmlDepth = 16;
constexpr int64_t kMaxXmlElements = 50'000;       // of one record
constexpr int64_t kMaxXmlMarkup = 1LL << 20;      // bytes of one tag or comment
constexpr int64_t kMaxXmlFrameText = 64LL << 10;  // of one element outside records

absl::string_view LocalName(absl::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == absl::string_view::npos ? name : name.substr(colon + 1);
}

class XmlRecordReader {
 public:
  XmlRecordReader(const XmlSchema& schema, const ImportOptions& options, ImportedList* list, XmlHandler& handler)
      : schema_(schema),
        options_(options),
        handler_(handler),
        collector_(options, "line", list),
        parser_(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const XML_Char* name, const XML_Char** attributes) {
          static_cast<XmlRecordReader*>(self)->Start(name, attributes);
        },
        [](void* self, const XML_Char*) { static_cast<XmlRecordReader*>(self)->End(); });
    XML_SetCharacterDataHandler(parser_, [](void* self, const XML_Char* text, int size) {
      static_cast<XmlRecordReader*>(self)->Text(absl::string_view(text, static_cast<size_t>(size)));
    });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
      auto* const reader = static_cast<XmlRecordReader*>(self);
      reader->Fail(reader->LineError("a document type declaration (DOCTYPE) with its entities is refused"));
    });
  }
  ~XmlRecordReader() { XML_ParserFree(parser_); }
  XmlRecordReader(const XmlRecordReader&) = delete;
  XmlRecordReader& operator=(const XmlRecordReader&) = delete;

  absl::Status Read(ByteSource& bytes) {
    std::string chunk(kXmlChunk, '\0');
    int64_t fed = 0;
    while (true) {
      CORDON_ASSIGN_OR_RETURN(const size_t size, bytes.Read(&chunk[0], chunk.size()));
      const bool ok = XML_Parse(parser_, chunk.data(), static_cast<int>(size), size == 0 ? 1 : 0) == XML_STATUS_OK;
      if (!status_.ok()) return status_;
      if (!ok) return NotWellFormed();
      if (size == 0) break;
      fed += static_cast<int64_t>(size);
      // expat keeps a piece of markup until it is whole.
      if (fed - static_cast<int64_t>(XML_GetCurrentByteIndex(parser_)) > kMaxXmlMarkup) {
        return LineError(absl::StrCat("one piece of markup is longer than the limit of ", kMaxXmlMarkup, " bytes"));
      }
      collector_.Progress(fed);
    }
    return collector_.Finish();
  }

 private:
  int64_t Line() const { return static_cast<int64_t>(XML_GetCurrentLineNumber(parser_)); }
  absl::Status LineError(absl::string_view what) const {
    return absl::InvalidArgumentError(absl::StrCat("line ", Line(), ": ", what));
  }
  absl::Status NotWellFormed() const {
    const XML_Error code = XML_GetErrorCode(parser_);
    if (code == XML_ERROR_NO_ELEMENTS || (code == XML_ERROR_UNCLOSED_TOKEN) || code == XML_ERROR_PARTIAL_CHAR) {
      return LineError(
          absl::StrCat("the file ends in the middle (", XML_ErrorString(code), "); it is truncated, fetch it again"));
    }
    return LineError(absl::StrCat("not well-formed XML: ", XML_ErrorString(code)));
  }

  void Fail(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
    XML_StopParser(parser_, XML_FALSE);
  }
  void Check(absl::Status status) {
    if (!status.ok()) Fail(std::move(status));
  }

  std::string PathBelowRoot() const {
    return path_.size() < 2 ? std::string() : absl::StrJoin(path_.begin() + 1, path_.end(), "/");
  }

  void Start(absl::string_view full_name, const XML_Char** attributes) {
    if (!status_.ok()) return;
    const absl::string_view name = LocalName(full_name);
    if (path_.size() >= kMaxXmlDepth) {
      return Fail(LineError(absl::StrCat("elements nested deeper than ", kMaxXmlDepth)));
    }
    if (path_.empty() && name != schema_.root()) {
      return Fail(LineError(absl::StrCat("the root element is ", QuoteCell(name), ", not ", schema_.root())));
    }
    if (absl::Status clean = NoLooseText(); !clean.ok()) return Fail(std::move(clean));
    path_.emplace_back(name);
    if (path_.size() == 1) {
      for (; *attributes != nullptr; attributes += 2) {
        Check(handler_.Frame(absl::StrCat("@", LocalName(attributes[0])), attributes[1], Line()));
      }
      return;
    }
    const std::string path = PathBelowRoot();
    if (!schema_.Knows(path)) {
      return Fail(
          CellError(XmlPlace(Line()), QuoteCell(path), "is not known in this format; the publisher changed it?"));
    }
    if (!InRecord()) {
      if (!schema_.IsRecord(path)) return;
      Check(collector_.CountRow(Line()));
      record_ = XmlElement();
      elements_ = 0;
      record_bytes_ = 0;

      open_ = {&record_};
    } else {
      XmlElement* const parent = open_.back();
      parent->children.emplace_back();
      open_.push_back(&parent->children.back());
    }
    if (++elements_ > kMaxXmlElements) {
      return Fail(LineError(absl::StrCat("more than the limit of ", kMaxXmlElements, " elements in one record")));
    }
    open_.back()->name = std::string(name);
    open_.back()->line = Line();
  }

  bool InRecord() const { return !open_.empty(); }

  // Text between elements means that the file is not what it seems.
  absl::Status NoLooseText() {
    const bool blank = TrimBlanks(text_).empty();
    text_.clear();
    if (blank) return absl::OkStatus();
    return CellError(XmlPlace(Line()), QuoteCell(PathBelowRoot()), "holds text beside elements");
  }

  void Text(absl::string_view text) {
    if (!status_.ok()) return;
    if (InRecord()) {
      record_bytes_ += static_cast<int64_t>(text.size());
      if (record_bytes_ > options_.limits.max_record_bytes) {
        return Fail(LineError(
            absl::StrCat("a record with more than the limit of ", options_.limits.max_record_bytes, " bytes of text")));
      }
    } else if (static_cast<int64_t>(text_.size() + text.size()) > kMaxXmlFrameText) {
      return Fail(LineError("too much text outside the records"));
    }
    text_.append(text.data(), text.size());
  }

  void End() {
    if (!status_.ok()) return;
    if (InRecord()) {
      XmlElement* const element = open_.back();
      if (element->children.empty()) {
        element->text = SqueezeBlanks(text_);
      } else if (absl::Status clean = NoLooseText(); !clean.ok()) {
        return Fail(std::move(clean));
      }
      open_.pop_back();
      if (open_.empty()) Check(handler_.Record(record_, collector_));
    } else if (path_.size() > 1 && !TrimBlanks(text_).empty()) {
      Check(handler_.Frame(PathBelowRoot(), TrimBlanks(text_), Line()));
    } else if (absl::Status clean = NoLooseText(); !clean.ok()) {
      return Fail(std::move(clean));
    }
    text_.clear();
    path_.pop_back();
  }

  const XmlSchema& schema_;
  const ImportOptions& options_;
  XmlHandler& handler_;
  EntryCollector collector_;
  XML_Parser parser_;
  absl::Status status_;
  std::vector<std::string> path_;
  std::string text_;
  XmlElement record_;
  // From the record down to the current element. Only the last child of each is open, so that no pointer moves.
  std::vector<XmlElement*> open_;

  int64_t record_bytes_ = 0;
  int64_t elements_ = 0;
};

}  // namespace

Place XmlPlace(int64_t line) { return Place("line", line, "element"); }

absl::string_view XmlElement::Text(absl::string_view child) const { return Child(child).text; }

const XmlElement& XmlElement::Child(absl::string_view child) const {
  static const auto* const kNone = new XmlElement();
  const auto found = std::find_if(children.begin(), children.end(),
                                  [child](const XmlElement& candidate) { return candidate.name == child; });
  return found == children.end() ? *kNone : *found;
}

std::string XmlElement::Join(const std::vector<absl::string_view>& child_names, absl::string_view separator) const {
  std::string out;
  for (const absl::string_view child : child_names) {
    const absl::string_view piece = Text(child);
    if (!piece.empty()) absl::StrAppend(&out, out.empty() ? absl::string_view() : separator, piece);
  }
  return out;
}

XmlSchema::XmlSchema(absl::string_view root, absl::string_view records, absl::string_view paths) : root_(root) {
  const auto add = [this](absl::string_view path) {
    for (size_t slash = path.find('/'); slash != absl::string_view::npos; slash = path.find('/', slash + 1)) {
      known_.emplace(path.substr(0, slash));
    }
    known_.emplace(path);
  };
  for (const absl::string_view record : absl::StrSplit(records, ' ', absl::SkipEmpty())) {
    records_.emplace(record);
    add(record);
  }
  for (const absl::string_view path : absl::StrSplit(paths, ' ', absl::SkipEmpty())) add(path);
}

absl::Status ReadXmlRecords(ByteSource& bytes, const XmlSchema& schema, const ImportOptions& options,
                            ImportedList* list, XmlHandler& handler) {
  XmlRecordReader reader(schema, options, list, handler);
  return reader.Read(bytes);
}

std::string XmlRootOf(absl::string_view head) {
  absl::ConsumePrefix(&head, "\xEF\xBB\xBF");
  head = TrimBlanks(head);
  while (absl::StartsWith(head, "<?") || absl::StartsWith(head, "<!--")) {
    const absl::string_view close = head[1] == '?' ? absl::string_view("?>") : absl::string_view("-->");
    const size_t end = head.find(close);
    if (end == absl::string_view::npos) return "";
    head = TrimBlanks(head.substr(end + close.size()));
  }
  constexpr absl::string_view kDoctype = "<!DOCTYPE ";
  if (absl::StartsWith(head, kDoctype)) {
    head = TrimBlanks(head.substr(kDoctype.size()));
  } else if (absl::StartsWith(head, "<")) {
    head.remove_prefix(1);
  } else {
    return "";
  }
  return std::string(LocalName(head.substr(0, head.find_first_of(" \t\r\n/>["))));
}

}  // namespace cordon
