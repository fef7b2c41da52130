import Pipeline
import Specification

/// A comparison as JUnit XML that Jenkins and GitLab read: a test case for each guarded cell.
///
/// It conforms to Jenkins' `junit-10.xsd`; class names begin with the experiment, so that the results of
/// several experiments in one job do not collide.
public struct JUnitReport {
  private let comparison: Comparison
  private let seconds: Double

  /// Prepares to write.
  ///
  /// - Parameters:
  ///   - comparison: what is told.
  ///   - seconds: how long it took, run included.
  public init(_ comparison: Comparison, seconds: Double) {
    self.comparison = comparison
    self.seconds = seconds
  }

  /// The text.
  public var text: String {
    let name = comparison.new.name
    let cells = comparison.cells.filter { $0.tolerance != nil }
    let errors = cells.count { $0.isFault && $0.verdict == .failed }
    let failures = cells.count { $0.isFault && $0.verdict != .failed }
    let time = Decimal.text(seconds, digits: 3)
    let counts =
      "tests=\"\(cells.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"0\""
    let heading = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuite name=\"\(XMLText.escaped(name))\" \(counts) time=\"\(time)\">",
    ]
    return (heading + cells.map { testCase($0, in: name) } + ["</testsuite>"])
      .joined(separator: "\n") + "\n"
  }

  private func testCase(_ cell: Comparison.Cell, in name: String) -> String {
    let title = XMLText.escaped(cell.metric?.name ?? "row")
    let owner = XMLText.escaped("\(name).\(cell.row)")
    let open = "  <testcase classname=\"\(owner)\" name=\"\(title)\" time=\"0\""
    guard cell.isFault else { return open + "/>" }
    let numbers = CellText(cell)
    let values =
      cell.metric == nil
      ? cell.detail.map { ": \($0)" } ?? ""
      : ": \(numbers.old) before, \(numbers.new) now (\(numbers.difference), tolerance "
        + "\(numbers.tolerance))"
    let message = XMLText.escaped("\(cell.verdict.words)\(values)")
    let element = cell.verdict == .failed ? "error" : "failure"
    let text = XMLText.escaped(
      "\(name), \(cell.row), \(cell.metric?.title ?? "whole row"): \(cell.verdict.words)\(values)")
    return """
      \(open)>
          <\(element) message="\(message)" type="\(cell.verdict.words)">\(text)</\(element)>
        </testcase>
      """
  }
}
