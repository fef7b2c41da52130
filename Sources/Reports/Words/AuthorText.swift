import Experiments
import Foundation
import Pipeline
import Specification

/// The Markdown of an author made fit for a report: quotations replaced, headings below those of the report,
/// raw HTML shown as text.
struct AuthorText {
  private let passage: AuthorWords.Passage

  /// Prepares a text.
  init(_ passage: AuthorWords.Passage) { self.passage = passage }

  /// The quotations with their places.
  private var quotations: [(range: Range<String.Index>, inner: String)] {
    passage.text.matches(of: /\{\{(.*?)\}\}/).map { ($0.range, String($0.1)) }
  }

  /// Says what is wrong: quotations of what is not there, pictures that a report cannot take along.
  func check(_ plan: SweepPlan, into problems: inout Problems) {
    for (range, inner) in quotations {
      do throws(Problem) {
        _ = try Quotation(inner, in: plan)
      } catch {
        problems.add(
          "{{\(inner)}}: \(error.message)", at: passage.path,
          location: passage.location(of: range.lowerBound))
      }
    }
    if passage.text.replacing(/\{\{(.*?)\}\}/, with: "").contains("{{") {
      let place = passage.text.range(of: "{{", options: .backwards)?.lowerBound
      problems.add(
        "{{ begins a quotation, and nothing ends it", at: passage.path,
        location: place.flatMap { passage.location(of: $0) } ?? passage.location)
    }
    if let picture = passage.text.firstMatch(of: /!\[[^\]]*\]\(/) {
      problems.add(
        "a report takes no picture of its author along; refer to one of its own, as "
          + "{{figure embedding}}", at: passage.path,
        location: passage.location(of: picture.range.lowerBound))
    }
  }

  /// The text as Markdown.
  func markdown(_ plan: SweepPlan, _ results: SweepResults, _ numbers: ReportNumbers) -> String {
    var fence: Substring?
    let lines = quoted(plan, results, numbers).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { line -> String in
      let text = line.hasSuffix("\r") ? line.dropLast() : line
      let marks = text.drop { $0 == " " }.prefix { $0 == "`" || $0 == "~" }
      if let open = fence {
        if marks.hasPrefix(open) { fence = nil }
        return Self.visible(text)
      }
      if marks.count >= 3 {
        fence = marks
        return Self.visible(text)
      }
      return Self.lowered(Self.withoutHTML(Self.visible(text)))
    }
    return lines.joined(separator: "\n") + (fence.map { "\n\($0)" } ?? "")
  }

  /// The text as one line of plain words, for a caption.
  func plain(_ plan: SweepPlan, _ results: SweepResults, _ numbers: ReportNumbers) -> String {
    var text = passage.text
    for (range, inner) in quotations.reversed() {
      text.replaceSubrange(range, with: Self.value(inner, plan, results, numbers))
    }
    return VisibleText.line(text)
  }

  private func quoted(
    _ plan: SweepPlan, _ results: SweepResults, _ numbers: ReportNumbers
  ) -> String {
    var text = passage.text
    for (range, inner) in quotations.reversed() {
      text.replaceSubrange(
        range, with: Markdown.escaped(Self.value(inner, plan, results, numbers)))
    }
    return text
  }

  private static func value(
    _ inner: String, _ plan: SweepPlan, _ results: SweepResults, _ numbers: ReportNumbers
  ) -> String {
    (try? Quotation(inner, in: plan)).map { $0.text(results, numbers) } ?? "{{\(inner)}}"
  }

  /// A line whose hidden characters are written out, its indentation kept.
  private static func visible(_ line: Substring) -> String {
    VisibleText.line(String(line))
  }

  /// A heading two levels lower: the report has the title and the sections.
  private static func lowered(_ line: String) -> String {
    let level = line.prefix { $0 == "#" }.count
    guard (1...6).contains(level), line.dropFirst(level).first == " " else { return line }
    return String(repeating: "#", count: min(6, level + 2)) + line.dropFirst(level)
  }

  /// A line in which `<` begins nothing but a link to an address; code spans stay as they are.
  private static func withoutHTML(_ line: String) -> String {
    var result = ""
    var rest = line[...]
    while let character = rest.first {
      if character == "`" {
        let ticks = rest.prefix { $0 == "`" }
        let body = rest.dropFirst(ticks.count)
        if let end = body.range(of: ticks) {
          result += ticks + body[..<end.upperBound]
          rest = body[end.upperBound...]
        } else {
          result += ticks
          rest = body
        }
      } else {
        rest = rest.dropFirst()
        let isLink = rest.hasPrefix("https://") || rest.hasPrefix("http://")
        result += character == "<" && !isLink ? "&lt;" : String(character)
      }
    }
    return result
  }
}

extension SweepPlan {
  /// Makes sure that everything an author quotes is there.
  ///
  /// - Returns: The plan; under `--set`, which may rename rows or take metrics away, without the passages
  ///   that speak of what is not there, and with a note of each.
  /// - Throws: `Problems` with every quotation of a metric, row, figure or table that is not.
  public func checkingQuotations() throws(Problems) -> SweepPlan {
    var problems = Problems()
    var plan = self
    var stale: [JSONPath] = []
    for passage in sweep.words.passages {
      var found = Problems()
      AuthorText(passage).check(self, into: &found)
      guard !sweep.file.arguments.isEmpty, let first = found.list.first else {
        problems.add(contentsOf: found.list)
        continue
      }
      stale.append(passage.path)
      plan.notes.add(
        Note(
          "author.set",
          "What the author says is left out where --set has changed what it speaks of",
          detail: first.message, cure: "The report without --set has it", at: passage.path,
          location: passage.location))
    }
    try problems.throwIfAny()
    plan.sweep.words = sweep.words.leavingOut(stale)
    return plan
  }
}
