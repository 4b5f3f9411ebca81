// An XML list as a stream of records: a schema names the paths that may stand in a file, one record at a time is held
// as a small tree. A document type declaration is refused (no official list has one, and it is the way in for entity
// expansion and external entities), and so is every element the schema does not name.
// Not thread-safe.
//
//   XmlSchema schema("sdnList", "sdnEntry", "sdnEntry/uid sdnEntry/akaList/aka/uid publshInformation/Publish_Date");
//   return ReadXmlRecords(bytes, schema, options, list, handler);
#ifndef CORDON_DB_LISTS_XML_RECORDS_H_
#define CORDON_DB_LISTS_XML_RECORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "db/lists/byte_source.h"
#include "db/lists/entry_collector.h"
#include "db/lists/import.h"

namespace cordon {

struct XmlElement {
  std::string name;  // without its namespace prefix
  std::string text;  // blanks squeezed
  int64_t line = 0;
  std::vector<XmlElement> children;

  // Text of the first child of that name; empty if there is none.
  absl::string_view Text(absl::string_view child) const;
  // The first child of that name; an empty element if there is none.
  const XmlElement& Child(absl::string_view child) const;
  // "a, b" of the children's texts that are not empty.
  std::string Join(const std::vector<absl::string_view>& child_names, absl::string_view separator) const;
};

// Paths are below the root and joined by "/"; those of a list are separated by blanks, and the parents of a path are
// allowed with it.
class XmlSchema {
 public:
  XmlSchema(absl::string_view root, absl::string_view records, absl::string_view paths);

  absl::string_view root() const { return root_; }
  bool IsRecord(absl::string_view path) const { return records_.contains(path); }
  bool Knows(absl::string_view path) const { return known_.contains(path); }

 private:
  const std::string root_;
  absl::flat_hash_set<std::string> records_;
  absl::flat_hash_set<std::string> known_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  // An attribute of the root, or the text of an element outside records: "publshInformation/Publish_Date".
  virtual absl::Status Frame(absl::string_view path, absl::string_view text, int64_t line) = 0;
  virtual absl::Status Record(const XmlElement& record, EntryCollector& collector) = 0;
};

absl::Status ReadXmlRecords(ByteSource& bytes, const XmlSchema& schema, const ImportOptions& options,
                            ImportedList* list, XmlHandler& handler);

// "line 12, element X", as CellError wants it.
Place XmlPlace(int64_t line);

// The name of the root element of a file that begins with `head`, without prefix; with a document type declaration the
// name that it declares. Empty if this is no XML.
std::string XmlRootOf(absl::string_view head);

}  // namespace cordon

#endif  // CORDON_DB_LISTS_XML_RECORDS_H_
