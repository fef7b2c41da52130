import Specification
import Testing

/// RFC 8259, case by case.
@Suite struct JSONParserTests {
  private func parse(_ text: String) throws -> JSON {
    try JSONParser.parse(Source(name: "x.json", bytes: Array(text.utf8)))
  }

  @Test(
    "accepts",
    arguments: [
      ("null", "null"), (" \t\r\n true ", "true"), ("false", "false"), ("0", "0"), ("-0", "0"),
      ("-1", "-1"), ("10.50", "10.5"), ("1e3", "1000"), ("1E+3", "1000"), ("1.5e-3", "0.0015"),
      ("123456789012345678", "1.2345678901234568e+17"), ("9007199254740991", "9007199254740991"),
      ("1.7976931348623157e308", "1.7976931348623157e+308"), ("5e-324", "5e-324"),
      ("1e-400", "0"), ("\"\"", "\"\""), ("\"a b\"", "\"a b\""), ("[]", "[]"), ("{}", "{}"),
      ("[1,[2,[3]]]", "[1,[2,[3]]]"), ("{\"b\":1,\"a\":{}}", "{\"a\":{},\"b\":1}"),
      ("[ 1 , 2 ]", "[1,2]"), ("{ \"a\" : 1 }", "{\"a\":1}"), ("\"\u{7F}\"", "\"\u{7F}\""),
      ("{\"\":0}", "{\"\":0}"), ("\u{FEFF}[]", "[]"),
    ])
  func accepts(text: String, canonical: String) throws {
    #expect(try parse(text).canonical == canonical)
  }

  @Test(
    "rejects",
    arguments: [
      "", " ", "nul", "True", "NaN", "Infinity", "-", "+1", ".5", "1.", "01", "-01", "1e", "1e+",
      "0x10", "1_000", "--1", "1e400", "-1e400", "'a'", "\"a", "\"\t\"", "\"\n\"", "\"\u{0}\"",
      "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "\"\\u-123\"", "\"\\u 123\"", "\"\\uD800\"",
      "\"\\uDC00\"", "\"\\uD800\\u0041\"", "\"\\uD800x\"", "\"\\uD800\\n\"", "\"\\", "[", "[1",
      "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
      "{\"a\":1,}", "{,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1]", "[] []", "1 2", "// x\n1",
      "[1] # end", "{\"a\":1,\"a\":2}", "\u{A0}1", "\u{FEFF}\u{FEFF}1", "truex", "nullnull",
    ])
  func rejects(text: String) {
    #expect(throws: Problem.self) { try parse(text) }
  }

  @Test("every escape, and surrogate pairs in either case")
  func escapes() throws {
    let text = #""\"\\\/\b\f\n\r\t\u0041\u00e9\u20AC\uD83D\ude00\u0000""#
    #expect(try parse(text).string == "\"\\/\u{8}\u{C}\n\r\tA\u{E9}\u{20AC}\u{1F600}\u{0}")
  }

  @Test(
    "UTF-8 that is not valid",
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22],
      [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
      [0x22, 0xE2, 0x82, 0x22], [0xFF], [0xEF, 0xBB], [0xFE, 0xFF, 0x00, 0x31],
    ] as [[UInt8]])
  func invalidUTF8(bytes: [UInt8]) {
    #expect(throws: Problem.self) {
      try JSONParser.parse(Source(name: "x.json", bytes: bytes))
    }
  }

  @Test("text of all planes passes unchanged")
  func validUTF8() throws {
    let text = "é €\u{10FFFF}\u{1F469}\u{200D}\u{1F52C} \u{0301}"
    #expect(try parse("\"\(text)\"").string == text)
  }

  @Test("nests to the limit and no further, whatever is inside")
  func depth() throws {
    let limit = JSONParser.maximumDepth
    func nested(_ depth: Int, _ inside: String) -> String {
      String(repeating: "[", count: depth) + inside + String(repeating: "]", count: depth)
    }
    _ = try parse(nested(limit, ""))
    _ = try parse(nested(limit, "1"))
    #expect(throws: Problem.self) { try parse(nested(limit + 1, "")) }
    #expect(throws: Problem.self) { try parse(String(repeating: "[", count: 1_000_000)) }
    #expect(throws: Problem.self) { try parse(String(repeating: "{\"a\":", count: 1_000_000)) }
  }

  @Test("members whose names begin with // are comments")
  func comments() throws {
    let json = try parse(#"{"//": "one", "a": {"// b": [1]}, "//": "two", "b/": 1}"#)
    #expect(json.canonical == #"{"a":{},"b/":1}"#)
    #expect(throws: Problem.self) { try parse(#"{"//": }"#) }
  }

  @Test("members keep their order, values their places")
  func places() throws {
    let json = try parse("{\n  \"b\": [true,\n        \"é\", 3]\n}")
    #expect(json.members?.map(\.name) == ["b"])
    let position = json["b"]?.elements?[2].location?.position
    #expect(position?.line == 3 && position?.column == 14)
    #expect(json.members?[0].location?.position.column == 3)
  }

  @Test("integers are those that a double holds and no other is rounded to")
  func integers() throws {
    #expect(try parse("9007199254740991").integer == 9_007_199_254_740_991)
    #expect(try parse("-9007199254740991").integer == -9_007_199_254_740_991)
    #expect(try parse("9007199254740993").integer == nil)
    #expect(try parse("1e2").integer == 100)
    #expect(try parse("2.5").integer == nil)
    #expect(try parse("1e300").integer == nil)
  }
}
