#include "service/render/table.h"

#include <algorithm>
#include <utility>

namespace cordon::render {
namespace {

std::string DrawTableLine(const std::vector<Column>& columns, const std::vector<size_t>& widths,
                          const std::vector<Cell>& cells, bool color) {
  std::string line;
  size_t owed = 0;  // blanks that are only written when something follows them
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string& text = cells[i].text;
    const size_t fill = widths[i] - std::min(widths[i], DisplayWidth(text));
    const bool right = columns[i].align == Align::kRight;
    if (right) owed += fill;
    if (!text.empty()) {
      line.append(owed, ' ');
      owed = 0;
      line += Paint(text, cells[i].shade, color);
    }
    owed += (right ? 0 : fill) + 2;
  }
  line.push_back('\n');
  return line;
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (const Column& column : columns_) widths_.push_back(DisplayWidth(column.title));
}

void Table::Add(std::vector<Cell> cells) {
  cells.resize(columns_.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i].text = Printable(cells[i].text);
    if (columns_[i].max_width > 0 && !cells[i].spill) cells[i].text = Ellipsize(cells[i].text, columns_[i].max_width);
  }
  rows_.push_back(std::move(cells));
}

std::string Table::Draw(bool color) {
  for (const std::vector<Cell>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      if (!row[i].spill) widths_[i] = std::max(widths_[i], DisplayWidth(row[i].text));
    }
  }
  std::string out;
  if (!titled_) {
    std::vector<Cell> titles;
    for (const Column& column : columns_) titles.push_back({column.title, Shade::kDim, false});
    out += DrawTableLine(columns_, widths_, titles, color);
    titled_ = true;
  }
  for (const std::vector<Cell>& row : rows_) out += DrawTableLine(columns_, widths_, row, color);
  rows_.clear();
  return out;
}

}  // namespace cordon::render
