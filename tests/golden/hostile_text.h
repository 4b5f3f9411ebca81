// Fills every text of a message, and of those in it, with what would be markup.
#ifndef CORDON_TESTS_GOLDEN_HOSTILE_TEXT_H_
#define CORDON_TESTS_GOLDEN_HOSTILE_TEXT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

namespace cordon {

inline constexpr char kHostile[] = "<script>alert('x')</script>\"&\xE2\x80\xAE</pre>";

inline void FillHostile(google::protobuf::Message* message, int depth = 0) {
  const google::protobuf::Reflection& reflection = *message->GetReflection();
  const google::protobuf::Descriptor& type = *message->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* const field = type.field(i);
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING) {
      if (field->is_repeated()) {
        reflection.AddString(message, field, kHostile);
      } else {
        reflection.SetString(message, field, kHostile);
      }
    } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE && depth < 7) {
      FillHostile(
          field->is_repeated() ? reflection.AddMessage(message, field) : reflection.MutableMessage(message, field),
          depth + 1);
    }
  }
}

}  // namespace cordon

#endif  // CORDON_TESTS_GOLDEN_HOSTILE_TEXT_H_
