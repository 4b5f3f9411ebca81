#include "service/render/records.h"

#include "absl/strings/numbers.h"
#include "db/lists/csv.h"
#include "service/render/json.h"
#include "service/render/table.h"

namespace cordon::render {

void Records::Add(std::vector<std::string> values, Shade shade, size_t shaded) {
  values.resize(fields_.size());
  rows_.push_back({std::move(values), shade, shaded});
}

std::string Records::RowJson(const Row& row) const {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  for (size_t i = 0; i < fields_.size(); ++i) {
    const Field& field = fields_[i];
    const std::string& value = row.values[i];
    if (field.key.empty() || (field.optional && value.empty())) continue;
    json.Key(field.key);
    int64_t number = 0;
    if (field.kind == FieldKind::kBool) {
      json.Bool(value == "true");
    } else if (field.kind == FieldKind::kInteger && absl::SimpleAtoi(value, &number)) {
      json.Integer(number);
    } else {
      json.String(value);
    }
  }
  json.EndObject();
  return out;
}

std::string Records::Render(Format format, bool color) const {
  std::string out;
  if (format == Format::kJson) {
    JsonArrayLines lines;
    for (const Row& row : rows_) out += lines.Row(RowJson(row));
    return out + lines.End();
  }
  if (format == Format::kJsonl) {
    for (const Row& row : rows_) out += RowJson(row) + "\n";
    return out;
  }
  if (format == Format::kCsv) {
    bool first = true;
    for (const Field& field : fields_) {
      if (field.key.empty()) continue;
      if (!first) out.push_back(',');
      first = false;
      AppendCsvField(field.key, &out);
    }
    out.push_back('\n');
    for (const Row& row : rows_) {
      first = true;
      for (size_t i = 0; i < fields_.size(); ++i) {
        if (fields_[i].key.empty()) continue;
        if (!first) out.push_back(',');
        first = false;
        AppendCsvFieldFormulaSafe(ValidUtf8(row.values[i]), &out);
      }
      out.push_back('\n');
    }
    return out;
  }
  std::vector<Column> columns;
  for (const Field& field : fields_) {
    if (field.title.empty()) continue;
    columns.push_back({field.title, field.max_width, field.kind == FieldKind::kInteger ? Align::kRight : Align::kLeft});
  }
  Table table(std::move(columns));
  for (const Row& row : rows_) {
    std::vector<Cell> cells;
    for (size_t i = 0; i < fields_.size(); ++i) {
      if (fields_[i].title.empty()) continue;
      std::string text = row.values[i];
      int64_t number = 0;
      if (fields_[i].kind == FieldKind::kBool) {
        text = text == "true" ? "yes" : "";
      } else if (fields_[i].kind == FieldKind::kInteger && absl::SimpleAtoi(text, &number)) {
        text = WithThousands(number);
      }
      cells.push_back({std::move(text), i == row.shaded ? row.shade : Shade::kPlain});
    }
    table.Add(std::move(cells));
  }
  return table.Draw(color);
}

}  // namespace cordon::render
