# cmake -DDIRECTORY=match -DOUTPUT=source_digest.cc -P source_digest.cmake
# Writes MatchSourcesDigest(): the digest of every source and table of match/, in order of their names.
file(GLOB_RECURSE sources RELATIVE ${DIRECTORY} ${DIRECTORY}/*.h ${DIRECTORY}/*.cc ${DIRECTORY}/*.inc)
list(SORT sources)
set(all "")
foreach(source ${sources})
  file(SHA256 ${DIRECTORY}/${source} digest)
  string(APPEND all "${source} ${digest}\n")
endforeach()
string(SHA256 digest "${all}")
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#include \"match/source_digest.h\"

namespace cordon::internal {

const char* MatchSourcesDigest() { return \"${digest}\"; }

}  // namespace cordon::internal
")
