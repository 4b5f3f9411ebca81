#include "base/canonical_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/screening.pb.h"

namespace cordon {
namespace {

using google::protobuf::Message;

// A message type with every kind of field, made at run time so that kinds no record may hold can be tested too.
class EveryKind {
 public:
  EveryKind() {
    google::protobuf::FileDescriptorProto file;
    const bool parsed = google::protobuf::TextFormat::ParseFromString(
        R"pb(
          name: "every.proto"
          package: "test"
          syntax: "proto3"
          enum_type {
            name: "Colour"
            value { name: "NONE" number: 0 }
            value { name: "RED" number: 1 }
          }
          message_type {
            name: "Every"
            field { name: "zz_double" number: 1 type: TYPE_DOUBLE label: LABEL_OPTIONAL }
            field { name: "float" number: 2 type: TYPE_FLOAT label: LABEL_OPTIONAL }
            field { name: "bytes" number: 3 type: TYPE_BYTES label: LABEL_OPTIONAL }
            field { name: "int64" number: 4 type: TYPE_INT64 label: LABEL_OPTIONAL }
            field { name: "uint64" number: 5 type: TYPE_UINT64 label: LABEL_OPTIONAL }
            field { name: "int32" number: 6 type: TYPE_INT32 label: LABEL_OPTIONAL }
            field { name: "uint32" number: 7 type: TYPE_UINT32 label: LABEL_OPTIONAL }
            field { name: "bool" number: 8 type: TYPE_BOOL label: LABEL_OPTIONAL }
            field { name: "text" number: 9 type: TYPE_STRING label: LABEL_OPTIONAL }
            field { name: "colour" number: 10 type: TYPE_ENUM type_name: ".test.Colour" label: LABEL_OPTIONAL }
            field { name: "child" number: 11 type: TYPE_MESSAGE type_name: ".test.Every" label: LABEL_OPTIONAL }
            field { name: "many" number: 12 type: TYPE_INT64 label: LABEL_REPEATED }
            field { name: "doubles" number: 13 type: TYPE_DOUBLE label: LABEL_REPEATED }
            field { name: "children" number: 14 type: TYPE_MESSAGE type_name: ".test.Every" label: LABEL_REPEATED }
            field { name: "flags" number: 15 type: TYPE_BOOL label: LABEL_REPEATED }
            field {
              name: "maybe"
              number: 16
              type: TYPE_BOOL
              label: LABEL_OPTIONAL
              proto3_optional: true
              oneof_index: 0
            }
            field { name: "map" number: 17 type: TYPE_MESSAGE type_name: ".test.Every.MapEntry" label: LABEL_REPEATED }
            nested_type {
              name: "MapEntry"
              options { map_entry: true }
              field { name: "key" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
              field { name: "value" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
            }
            oneof_decl { name: "_maybe" }
          }
        )pb",
        &file);
    if (!parsed || pool_.BuildFile(file) == nullptr) std::abort();
    prototype_ = factory_.GetPrototype(pool_.FindMessageTypeByName("test.Every"));
  }

  std::unique_ptr<Message> Make(const std::string& text) const {
    std::unique_ptr<Message> message(prototype_->New());
    if (!google::protobuf::TextFormat::ParseFromString(text, message.get())) ADD_FAILURE() << "bad case: " << text;
    return message;
  }

 private:
  google::protobuf::DescriptorPool pool_;
  google::protobuf::DynamicMessageFactory factory_;
  const Message* prototype_ = nullptr;
};

TEST(CanonicalJson, WritesWhatARecordMayHold) {
  const EveryKind every;
  const struct {
    const char* text;
    const char* json;
  } kCases[] = {
      {"", "{}"},
      {"int32: 0 text: '' bool: false", "{}"},  // proto3: unset
      {"text: 'b' bool: true int32: -5 colour: RED", R"({"bool":true,"colour":"RED","int32":-5,"text":"b"})"},
      {"many: 3 many: 1 many: 2", R"({"many":[3,1,2]})"},  // order kept
      {"flags: true flags: false", R"({"flags":[true,false]})"},
      {"maybe: false", R"({"maybe":false})"},  // explicit presence is written
      {"child { }", R"({"child":{}})"},
      {"child { text: 'x' child { many: 1 } }", R"({"child":{"child":{"many":[1]},"text":"x"}})"},
      {"children { text: 'x' } children { }", R"({"children":[{"text":"x"},{}]})"},
      {"uint32: 4294967295", R"({"uint32":4294967295})"},
  };
  for (const auto& c : kCases) {
    const absl::StatusOr<std::string> json = ToCanonicalJson(*every.Make(c.text));
    ASSERT_TRUE(json.ok()) << c.text << ": " << json.status();
    EXPECT_EQ(*json, c.json) << c.text;
    // What was written can be read, and gives the same bytes again.
    std::unique_ptr<Message> read = every.Make("");
    ASSERT_TRUE(FromJson(*json, read.get()).ok()) << *json;
    EXPECT_EQ(ToCanonicalJson(*read).value(), *json);
  }
}

TEST(CanonicalJson, RefusesWhatNoRecordMayHold) {
  const EveryKind every;
  const struct {
    const char* text;
    const char* named;  // stands in the error
  } kCases[] = {
      {"zz_double: 0.5", "test.Every.zz_double"},
      {"float: 1", "test.Every.float"},
      {"doubles: 1", "test.Every.doubles"},
      {"child { children { zz_double: 1 } }", "test.Every.zz_double"},
      {"bytes: 'x'", "test.Every.bytes"},
      {"map { key: 'a' value: 'b' }", "test.Every.map"},
      {"colour: 7", "test.Every.colour"},
      {"int64: 9007199254740993", "test.Every.int64"},
      {"int64: -9007199254740993", "test.Every.int64"},
      {"many: 9007199254740993", "test.Every.many"},
      {"uint64: 9007199254740993", "test.Every.uint64"},
      {"uint64: 18446744073709551615", "test.Every.uint64"},
      {"int64: -9223372036854775808", "test.Every.int64"},
  };
  for (const auto& c : kCases) {
    const absl::Status status = ToCanonicalJson(*every.Make(c.text)).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << c.text << ": " << status;
    EXPECT_NE(status.message().find(c.named), absl::string_view::npos) << status;
  }
}

TEST(CanonicalJson, IntegersReachTwoToThe53) {
  const EveryKind every;
  for (const char* text : {"int64: 9007199254740992", "int64: -9007199254740992", "uint64: 9007199254740992"}) {
    const absl::StatusOr<std::string> json = ToCanonicalJson(*every.Make(text));
    ASSERT_TRUE(json.ok()) << json.status();
    EXPECT_NE(json->find("9007199254740992"), std::string::npos);
    std::unique_ptr<Message> read = every.Make("");
    ASSERT_TRUE(FromJson(*json, read.get()).ok());
    EXPECT_EQ(ToCanonicalJson(*read).value(), *json);
  }
}

TEST(CanonicalJson, RefusesInvalidUtf8) {
  const EveryKind every;
  for (const char* text :
       {R"(text: "\xff")", R"(text: "ok\xc0\x80")", R"(text: "\xed\xa0\x80")", R"(text: "\xe5\x8c")"}) {
    std::unique_ptr<Message> message = every.Make("");
    const auto* field = message->GetDescriptor()->FindFieldByName("text");
    // TextFormat refuses such text itself; requests arrive by other ways.
    std::string bytes;
    google::protobuf::FileDescriptorProto holder;
    ASSERT_TRUE(
        google::protobuf::TextFormat::ParseFromString(absl::StrCat("name: ", std::string(text).substr(6)), &holder));
    bytes = holder.name();
    message->GetReflection()->SetString(message.get(), field, bytes);
    const absl::Status status = ToCanonicalJson(*message).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << text;
    EXPECT_NE(status.message().find("test.Every.text"), absl::string_view::npos) << status;
  }
}

TEST(CanonicalJson, DepthHasALimit) {
  const EveryKind every;
  const auto nested = [&](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "child { ";
    for (int i = 0; i < depth; ++i) text += "} ";
    return ToCanonicalJson(*every.Make(text)).status();
  };
  EXPECT_TRUE(nested(32).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(nested(33)));
}

// RFC 8785 section 3.2.2.2: only what must be escaped is, the short forms where they exist, the rest as \u00xx in
// lower case; everything else stands as it is.
TEST(CanonicalJson, EscapesAsRfc8785) {
  const struct {
    std::string text;
    std::string json;
  } kCases[] = {
      {"", "\"\""},
      {"a/b", "\"a/b\""},
      {"\"\\", R"("\"\\")"},
      {"\b\t\n\f\r", R"("\b\t\n\f\r")"},
      {std::string("\0", 1), R"("\u0000")"},
      {"\x01\x0b\x0e\x1f", R"("\u0001\u000b\u000e\u001f")"},
      {"\x7f", "\"\x7f\""},
      {"<>&'", "\"<>&'\""},
      {"\xe2\x82\xac$\xc2\x80", "\"\xe2\x82\xac$\xc2\x80\""},        // the RFC's example characters
      {"\xe2\x80\xa8\xe2\x80\xa9", "\"\xe2\x80\xa8\xe2\x80\xa9\""},  // line separators
      {"\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\""},
      {"\xef\xbb\xbf", "\"\xef\xbb\xbf\""},
  };
  for (const auto& c : kCases) {
    std::string out = "x";
    AppendJsonString(c.text, &out);
    EXPECT_EQ(out, "x" + c.json);
  }
}

TEST(CanonicalJson, EveryControlCharacterSurvivesARoundTrip) {
  v1::Incompleteness message;
  std::string text;
  for (int c = 0; c < 0x80; ++c) text.push_back(static_cast<char>(c));
  message.set_detail(text);
  const std::string json = ToCanonicalJson(message).value();
  v1::Incompleteness read;
  ASSERT_TRUE(FromJson(json, &read).ok());
  EXPECT_EQ(read.detail(), text);
}

TEST(CanonicalJson, FieldsStandInByteOrderOfTheirNamesAndUnderThem) {
  v1::ListVersion version;
  version.set_source("csl");
  version.set_entries_sha256("00");
  version.set_bytes(12);
  version.set_active(true);
  auto* list = version.add_lists();
  list->set_names(2);
  list->set_list("EL");
  list->set_entries(1);
  EXPECT_EQ(ToCanonicalJson(version).value(),
            R"({"active":true,"bytes":12,"entries_sha256":"00","lists":[{"entries":1,"list":"EL","names":2}],)"
            R"("source":"csl"})");
}

TEST(CanonicalJson, EnumsAreWrittenByName) {
  v1::Screening screening;
  screening.set_disposition(v1::HOLD);
  EXPECT_EQ(ToCanonicalJson(screening).value(), R"({"disposition":"HOLD"})");
}

TEST(CanonicalJson, TheBytesOfARecordDoNotChange) {
  // A digest that may only change together with the record version.
  v1::Screening screening;
  screening.set_name("screenings/01");
  screening.set_record_version(1);
  screening.mutable_party()->set_name("\xe5\x8c\x97\xe4\xba\xac \"x\"\n");
  screening.set_disposition(v1::CLEAR);
  screening.add_lists()->set_entries(25921);
  const std::string json = ToCanonicalJson(screening).value();
  EXPECT_EQ(json,
            "{\"disposition\":\"CLEAR\",\"lists\":[{\"entries\":25921}],\"name\":\"screenings/01\","
            "\"party\":{\"name\":\"\xe5\x8c\x97\xe4\xba\xac \\\"x\\\"\\n\"},\"record_version\":1}");
}

TEST(FromJson, RefusesWhatIsNotTheMessage) {
  for (const char* json : {"", "{", "[]", "null", "{\"nam\":\"x\"}", "{\"name\":1,}", "{\"name\":{}}",
                           "{\"match_count\":\"many\"}", "{\"disposition\":\"MAYBE\"}", "{\"name\":\"a\"} x"}) {
    v1::Screening screening;
    screening.set_name("left over");
    EXPECT_TRUE(absl::IsInvalidArgument(FromJson(json, &screening))) << json;
  }
}

TEST(FromJson, ClearsFirstAndReadsBothSpellings) {
  v1::Screening screening;
  screening.set_caller("left over");
  ASSERT_TRUE(FromJson(R"({"match_count":3,"asOf":"2026-01-01"})", &screening).ok());
  EXPECT_EQ(screening.match_count(), 3);
  EXPECT_EQ(screening.as_of(), "2026-01-01");
  EXPECT_EQ(screening.caller(), "");
}

TEST(FromJson, DepthHasALimit) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "[";
  v1::Screening screening;
  EXPECT_TRUE(absl::IsInvalidArgument(FromJson("{\"matches\":" + deep, &screening)));
}

}  // namespace
}  // namespace cordon
