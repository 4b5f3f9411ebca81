// The four output formats every command knows.
#ifndef CORDON_SERVICE_RENDER_FORMAT_H_
#define CORDON_SERVICE_RENDER_FORMAT_H_

namespace cordon::render {

enum class Format {
  kTable,  // aligned, for people
  kJson,   // one document: an array of rows (one per line), or one indented object
  kJsonl,  // one JSON object per line
  kCsv,    // one line per row with a header, safe to open in a spreadsheet
};

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_FORMAT_H_
