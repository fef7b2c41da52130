import Specification
import Testing

/// Values put at paths, by the types of what lies on the way.
@Suite struct SettingTests {
  private func parse(_ text: String) throws(Problem) -> JSON {
    try JSONParser.parse(Source(name: "x.json", bytes: Array(text.utf8)))
  }

  private func setting(_ path: String, _ value: String, in text: String) -> String {
    do throws(Problem) {
      let result = try parse(text).setting(
        try parse(value), at: JSONPath(parsing: path), in: Sample.structure, location: nil)
      return result.canonical
    } catch {
      return error.message
    }
  }

  @Test(
    "leads where it should",
    arguments: [
      ("size", "5", "{\"size\": 1}", "{\"size\":5}"),
      ("size", "5", "{}", "{\"size\":5}"),
      ("span.end", "5", "{}", "{\"span\":{\"end\":5}}"),
      ("span.start", "5", "{\"span\": 7}", "{\"span\":{\"end\":7,\"start\":5}}"),
      ("span", "8", "{\"span\": {\"start\": 1}}", "{\"span\":8}"),
      ("weights.a.b", "1", "{}", "there is nothing named \"b\" below \"weights.a\""),
      ("weights.b", "1", "{\"weights\": {\"a\": 2}}", "{\"weights\":{\"a\":2,\"b\":1}}"),
      ("shape", "\"box\"", "{\"shape\": \"point\"}", "{\"shape\":\"box\"}"),
      ("shape.radius", "3", "{\"shape\": {\"disc\": 1}}", "{\"shape\":{\"disc\":{\"radius\":3}}}"),
      (
        "shape.disc.radius", "3", "{\"shape\": {\"disc\": 1, \"box\": true}}",
        "{\"shape\":{\"disc\":{\"box\":true,\"radius\":3}}}"
      ),
      (
        "shape.disc", "3", "{\"shape\": {\"disc\": 1, \"box\": true}}",
        "{\"shape\":{\"disc\":{\"box\":true,\"radius\":3}}}"
      ),
      (
        "shape.disc", "{\"radius\": 2}", "{\"shape\": {\"disc\": 1, \"box\": true}}",
        "{\"shape\":{\"disc\":{\"radius\":2}}}"
      ),
      (
        "shape.box", "true", "{\"shape\": {\"disc\": {\"radius\": 1}}}",
        "{\"shape\":{\"disc\":{\"box\":true,\"radius\":1}}}"
      ),
      ("shape.sides", "[2,2]", "{\"shape\": \"box\"}", "{\"shape\":{\"box\":{\"sides\":[2,2]}}}"),
      (
        "shape.box.sides", "[2,2]", "{\"shape\": \"point\"}",
        "{\"shape\":{\"box\":{\"sides\":[2,2]}}}"
      ),
      ("shape.point", "{}", "{\"shape\": {\"disc\": 1}}", "{\"shape\":{\"point\":{}}}"),
      ("shape.disc.radius", "2", "{}", "{\"shape\":{\"disc\":{\"radius\":2}}}"),
      (
        "parts[1].radius", "2", "{\"parts\": [\"point\", {\"disc\": 1}]}",
        "{\"parts\":[\"point\",{\"disc\":{\"radius\":2}}]}"
      ),
      (
        "parts.1.radius", "2", "{\"parts\": [\"point\", {\"disc\": 1}]}",
        "{\"parts\":[\"point\",{\"disc\":{\"radius\":2}}]}"
      ),
      (
        "parts.disc.radius", "2", "{\"parts\": [\"point\", {\"disc\": 1}]}",
        "{\"parts\":[\"point\",{\"disc\":{\"radius\":2}}]}"
      ),
      (
        "parts.radius", "2", "{\"parts\": [\"point\", {\"disc\": 1}]}",
        "{\"parts\":[\"point\",{\"disc\":{\"radius\":2}}]}"
      ),
      ("parts[0]", "\"box\"", "{\"parts\": [\"point\"]}", "{\"parts\":[\"box\"]}"),
      ("parts", "[]", "{\"parts\": [\"point\"]}", "{\"parts\":[]}"),
      // A structure with a single member is not a choice to be looked through.
      ("size", "2", "{\"span\": {\"start\": 1}}", "{\"size\":2,\"span\":{\"start\":1}}"),
      ("span.end", "2", "{\"span\": {\"start\": 1}}", "{\"span\":{\"end\":2,\"start\":1}}"),
    ])
  func leads(path: String, value: String, text: String, result: String) {
    #expect(setting(path, value, in: text) == result)
  }

  @Test(
    "says where it leads nowhere",
    arguments: [
      ("", "{}", "the path is empty"), ("..", "{}", "the path is empty"),
      ("sise", "{}", "sample has no \"sise\"; did you mean \"size\"?"),
      ("size.x", "{\"size\": 1}", "there is nothing named \"x\" below \"size\""),
      ("span.star", "{}", "span has no \"star\"; did you mean \"start\"?"),
      (
        "shape.radius", "{}",
        "no shape has the kind \"radius\"; allowed are \"point\", \"disc\", \"box\""
      ),
      (
        "shape.radiu", "{\"shape\": {\"disc\": 1}}",
        "disc has no \"radiu\"; did you mean \"radius\"?"
      ),
      (
        "shape.disk.radius", "{\"shape\": \"point\"}",
        "point has no \"disk\"; did you mean \"disc\"?"
      ),
      ("parts[2]", "{\"parts\": [\"point\"]}", "there is no element 2: the list has 1, from 0"),
      ("parts[-1]", "{\"parts\": [\"point\"]}", "there is no element -1: the list has 1, from 0"),
      ("parts.disc.radius", "{\"parts\": [\"point\"]}", "no element of \"parts\" has a \"disc\""),
      (
        "parts.disc.radius", "{\"parts\": [{\"disc\": 1}, \"point\", {\"disc\": 2}]}",
        "several elements of \"parts\" have a \"disc\": write the index ([0], [2])"
      ),
      (
        "parts.x", "{\"parts\": \"mirror\"}",
        "it leads into a string at \"parts\", which has no members"
      ),
      ("span.start.x.y", "{}", "there is nothing named \"x\" below \"span.start\""),
    ])
  func nowhere(path: String, text: String, message: String) {
    #expect(setting(path, "1", in: text) == message)
  }

  @Test("what was set is found again")
  func lookup() throws {
    let json = try parse(
      "{\"shape\": {\"disc\": 1}, \"parts\": [\"point\", {\"box\": {\"sides\": [3, 4]}}]}")
    func found(_ path: String) -> String? {
      json.value(at: JSONPath(parsing: path), in: Sample.structure)?.canonical
    }
    #expect(found("shape.radius") == "1" && found("shape.disc.radius") == "1")
    #expect(found("parts.box.sides") == "[3,4]" && found("parts[1].sides") == "[3,4]")
    #expect(found("shape.sides") == nil && found("parts[7]") == nil && found("size.x") == nil)
  }
}
