import Specification
import Testing

/// What the parser says, and where it points.
@Suite struct JSONMessageTests {
  @Test(
    "messages point at the fault and say what to do",
    arguments: [
      (
        "[1,]", "1:4",
        "a value should stand here: a string, number, array, object, true or false; remove the comma before it"
      ),
      (
        "{\"a\": 1,\n}", "2:1",
        "a name in double quotes should stand here; remove the comma before it"
      ),
      ("{\"a\": 1 \"b\": 2}", "1:9", "a comma or \"}\" should stand here"),
      ("{\"a\" 1}", "1:6", "a colon should follow the name \"a\""),
      ("{'a': 1}", "1:2", "a name in double quotes should stand here; strings take double quotes"),
      (
        "[1, // one\n2]", "1:5",
        "a value should stand here: a string, number, array, object, true or false; a comment is a member: \"//\": \"text\""
      ),
      (
        "[True]", "1:2",
        "a value should stand here: a string, number, array, object, true or false; did you mean true?"
      ),
      (
        "[.5]", "1:2",
        "a value should stand here: a string, number, array, object, true or false; a number needs a digit before its point"
      ),
      (
        "[NaN]", "1:2",
        "a value should stand here: a string, number, array, object, true or false; JSON has no NaN"
      ),
      (
        "{\"a\": \u{201C}b\u{201D}}", "1:7",
        "a value should stand here: a string, number, array, object, true or false; strings take straight double quotes: \""
      ),
      (
        "{\"a\":\u{A0}1}", "1:6",
        "a value should stand here: a string, number, array, object, true or false; here stands a no-break space or another that is no space of JSON; write it again as a plain space"
      ),
      (
        "title: T\n", "1:1",
        "a value should stand here: a string, number, array, object, true or false; this looks like YAML; an experiment is JSON: { \"title\": … }"
      ),
      (
        "{title: 1}", "1:2",
        "a name in double quotes should stand here; a name takes double quotes: \"title\""
      ),
      (
        "[relu]", "1:2",
        "a value should stand here: a string, number, array, object, true or false; a string takes double quotes: \"relu\""
      ),
      (
        "\u{0}[\u{0}1\u{0}]", "1:1",
        "this file is UTF-16, as PowerShell and some editors write it; save it as UTF-8"
      ),
      ("[007]", "1:2", "007 is not a JSON number"),
      ("[1e999]", "1:2", "1e999 is too large: numbers go up to 1.8e308"),
      ("[\"abc]", "1:2", "this string has no closing quote"),
      ("[\"abc\n]", "1:2", "this string has no closing quote on its line"),
      ("[\"a\\qb\"]", "1:4", "no escape of JSON begins like this; a backslash is written \\\\"),
      ("[\"\\u12G4\"]", "1:3", "four hexadecimal digits should follow \"\\u\""),
      ("[\"\\ud800\"]", "1:3", "this escape is one half of a surrogate pair without the other"),
      ("[1", "1:3", "a comma or \"]\" should stand here; the text ends too early"),
      ("", "1:1", "the text ends where a value should stand"),
      ("{}\n{}", "2:1", "there is more text after the end of the JSON value; remove it"),
      ("{\"a\": 1,\n \"a\": 2}", "2:2", "the name \"a\" is written twice"),
    ])
  func messages(text: String, place: String, message: String) {
    do {
      _ = try JSONParser.parse(Source(name: "x.json", bytes: Array(text.utf8)))
      Issue.record("\(text) was accepted")
    } catch {
      let (line, column, _) = error.location?.position ?? (0, 0, "")
      #expect("\(line):\(column)" == place)
      #expect(error.message == message)
    }
  }

  @Test("a problem is printed with its line and a caret")
  func caret() throws {
    let text = "{\n\t\"naïve\": tru\r\n}"
    let problem = #expect(throws: Problem.self) {
      try JSONParser.parse(Source(name: "a/b.json", bytes: Array(text.utf8)))
    }
    #expect(
      problem?.description == """
        a/b.json:2:11: error: a value should stand here: a string, number, array, object, true or false; did you mean true?
           "naïve": tru
                    ^
        """)
  }

  @Test("long lines are cut around the fault, and nothing a terminal obeys is shown")
  func hostileLine() throws {
    let text = "[" + String(repeating: "1, ", count: 10_000) + "\u{1B}[31m x]"
    let problem = #expect(throws: Problem.self) {
      try JSONParser.parse(Source(name: "x.json", bytes: Array(text.utf8)))
    }
    let lines = (problem?.description ?? "").split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.count < 150 })
    #expect(!(problem?.description.contains("\u{1B}") ?? true))
    let caret = lines[2].firstIndex(of: "^").map {
      lines[2].distance(from: lines[2].startIndex, to: $0)
    }
    #expect(caret.map { Array(lines[1])[$0] } == " ")
  }

  @Test("names in messages are short and escaped")
  func hostileName() {
    let name = "\u{1B}[2J" + String(repeating: "x", count: 100_000)
    var problems = Problems()
    _ = Sample.read(.object([(name, .null)]), at: JSONPath(), into: &problems)
    #expect(problems.list.count == 2)
    #expect(problems.description.count < 500)
    #expect(problems.description.contains("\\u001b[2J"))
  }

  @Test("at most twenty problems are shown, and how many more there are")
  func bounded() {
    var problems = Problems()
    for index in 0..<51 { problems.add("problem \(index)") }
    for index in 0..<51 { problems.add("problem \(index)") }
    #expect(problems.list.count == 51)
    let lines = problems.description.split(separator: "\n")
    #expect(lines.count == 21)
    #expect(lines.last == "and 31 more")
  }
}
