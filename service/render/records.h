// Rows of named values in any of the four formats: for status, search, checks and the like, where one description of
// the columns serves all formats. Pure.
//
//   Records records({{"list", "LIST"}, {"entries", "ENTRIES", FieldKind::kInteger}});
//   records.Add({"EL", "3412"});
//   out << RenderRecords(records, Format::kTable, color);
#ifndef CORDON_SERVICE_RENDER_RECORDS_H_
#define CORDON_SERVICE_RENDER_RECORDS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "service/render/format.h"
#include "service/render/text.h"

namespace cordon::render {

enum class FieldKind {
  kString,
  kInteger,  // the value holds a decimal integer
  kBool,     // the value holds "true" or "false"; tables show "yes" or nothing
};

struct Field {
  std::string key;    // JSON key and CSV column; empty: not in JSON and CSV
  std::string title;  // table column; empty: not in tables
  FieldKind kind = FieldKind::kString;
  size_t max_width = 0;   // of the table column
  bool optional = false;  // left out of JSON when empty
};

class Records {
 public:
  explicit Records(std::vector<Field> fields) : fields_(std::move(fields)) {}
  // One value per field. `shade` colours the field at index `shaded` in tables.
  void Add(std::vector<std::string> values, Shade shade = Shade::kPlain, size_t shaded = 0);

  std::string Render(Format format, bool color) const;

 private:
  struct Row {
    std::vector<std::string> values;
    Shade shade;
    size_t shaded;
  };
  std::string RowJson(const Row& row) const;

  std::vector<Field> fields_;
  std::vector<Row> rows_;
};

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_RECORDS_H_
