// Aligned text tables for people: columns as wide as their content up to a cap, wide characters counted as two cells.
// Rows may be drawn in portions, so that a long run needs no memory for all of it. Not thread-safe.
//
//   Table table({{"LIST"}, {"ENTRIES", 0, Align::kRight}});
//   table.Add({{"EL"}, {"3,412"}});
//   out += table.Draw(/*color=*/false);
#ifndef CORDON_SERVICE_RENDER_TABLE_H_
#define CORDON_SERVICE_RENDER_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "service/render/text.h"

namespace cordon::render {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  size_t max_width = 0;  // cells; longer content is shortened with an ellipsis. 0 = never shortened
  Align align = Align::kLeft;
};

struct Cell {
  std::string text;
  Shade shade = Shade::kPlain;
  bool spill = false;  // last filled cell of its row: never shortened, does not widen its column
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);

  // Missing cells at the end are empty. Text is made printable here.
  void Add(std::vector<Cell> cells);
  size_t pending() const { return rows_.size(); }
  // The pending rows, before the first ones the titles. Widths only grow from portion to portion.
  std::string Draw(bool color);

 private:
  std::vector<Column> columns_;
  std::vector<size_t> widths_;
  std::vector<std::vector<Cell>> rows_;
  bool titled_ = false;
};

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_TABLE_H_
