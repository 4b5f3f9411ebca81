// Version of the product and of the engine. The engine version changes whenever the same input may give other bytes:
// scorer, tables, normalisation, record layout. It stands in every answer and record.
#ifndef CORDON_BASE_VERSION_H_
#define CORDON_BASE_VERSION_H_

namespace cordon {

inline constexpr char kProductVersion[] = "0.1.0";
inline constexpr char kEngineVersion[] = "cordon-engine/1";

}  // namespace cordon

#endif  // CORDON_BASE_VERSION_H_
