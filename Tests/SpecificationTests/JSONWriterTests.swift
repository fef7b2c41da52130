import Numerics
import Specification
import Testing

@Suite struct JSONWriterTests {
  private func parse(_ text: String) throws -> JSON {
    try JSONParser.parse(Source(name: "x.json", bytes: Array(text.utf8)))
  }

  /// A random value, deterministic in its stream.
  private func random(_ stream: inout RandomStream, depth: Int) -> JSON {
    switch stream.integer(below: depth > 4 ? 4 : 6) {
    case 0: return .null
    case 1: return JSON(.bool(stream.integer(below: 2) == 0))
    case 2:
      let number = Double(bitPattern: stream.next())
      return .number(number.isFinite ? number : 0.1)
    case 3:
      let scalars = (0..<stream.integer(below: 6)).compactMap { _ in
        Unicode.Scalar(UInt32(stream.integer(below: 0x300)))
      }
      return .string(String(String.UnicodeScalarView(scalars)))
    case 4:
      return .array((0..<stream.integer(below: 5)).map { _ in random(&stream, depth: depth + 1) })
    default:
      return .object(
        (0..<stream.integer(below: 5)).map { ("k\($0)", random(&stream, depth: depth + 1)) })
    }
  }

  @Test("what is written reads back the same, on one line or several")
  func roundTrip() throws {
    for index in 0..<500 {
      var stream = RandomStream(seed: 1, purpose: "writer", index: UInt64(index))
      let value = random(&stream, depth: 0)
      #expect(try parse(value.canonical) == value)
      #expect(try parse(value.pretty) == value)
      #expect(try parse(value.canonical).canonical == value.canonical)
    }
  }

  @Test("equal values give equal text, whatever the order of their members")
  func canonical() throws {
    let text = try parse("{ \"b\": [1.0, 2.50], \"a\": \"\\u0041\\n\" }").canonical
    #expect(text == "{\"a\":\"A\\n\",\"b\":[1,2.5]}")
    #expect(try parse("{\"a\":\"A\\n\",\"b\":[1e0,25e-1]}").canonical == text)
  }

  @Test("numbers that JSON lacks are words")
  func notNumbers() {
    let values = [Double.nan, .infinity, -.infinity].map { JSON.number($0) }
    #expect(JSON.array(values).canonical == "[\"NaN\",\"Infinity\",\"-Infinity\"]")
  }

  @Test("short values stay on a line, long ones take several")
  func pretty() throws {
    let numbers = JSON.array((0..<40).map { .number($0) })
    let value = JSON.object([("short", .array([.number(1), .string("a")])), ("long", numbers)])
    let lines = value.pretty.split(separator: "\n")
    #expect(lines[0] == "{")
    #expect(lines[1] == "  \"short\": [1, \"a\"],")
    #expect(lines[2] == "  \"long\": [")
    #expect(lines[3] == "    0,")
    #expect(lines.last == "}")
  }

  @Test("deep nesting is written in no time")
  func deep() throws {
    let text = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    let value = try parse(text)
    #expect(try parse(value.pretty) == value)
  }
}
