import Specification

extension Regression {
  /// The changed cells as a markdown table for a pull request, with a sentence above.
  public var markdown: String {
    let changed = cells.filter { $0.verdict != .same }
    let bad = cells.count { !$0.verdict.isAcceptable }
    guard !changed.isEmpty else { return "All \(cells.count) cells are as they were.\n" }
    let sentence =
      bad == 0
      ? "\(changed.count) of \(cells.count) cells changed, none for the worse.\n"
      : "**\(bad) of \(cells.count) cells failed the comparison.**\n"
    let rows = changed.map { cell in
      let difference = cell.old.flatMap { old in cell.new.map { $0 - old } }
      let columns = [
        cell.row, cell.metric?.title ?? "whole row", text(cell.old, cell.metric),
        text(cell.new, cell.metric), text(difference, cell.metric),
        text(cell.metric.map { _ in cell.tolerance }, cell.metric), cell.verdict.words,
      ]
      return "| " + columns.map(Markdown.escaped).joined(separator: " | ") + " |"
    }
    let heading = [
      "| row | metric | old | new | difference | tolerance | verdict |",
      "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ]
    return ([sentence] + heading + rows).joined(separator: "\n") + "\n"
  }

  /// The comparison as JUnit XML: a test case for each cell.
  public func junit(named name: String) -> String {
    let failures = cells.count { !$0.verdict.isAcceptable }
    let cases = cells.map { cell in
      let title = escaped(cell.metric?.name ?? "row")
      let open = "  <testcase classname=\"\(escaped(cell.row))\" name=\"\(title)\""
      guard !cell.verdict.isAcceptable else { return open + "/>" }
      let old = text(cell.old, cell.metric)
      let new = text(cell.new, cell.metric)
      let message = escaped("\(cell.verdict.words): was \(old), is \(new)")
      return open + ">\n    <failure message=\"\(message)\"/>\n  </testcase>"
    }
    let heading = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuite name=\"\(escaped(name))\" tests=\"\(cells.count)\" failures=\"\(failures)\">",
    ]
    return (heading + cases + ["</testsuite>"]).joined(separator: "\n") + "\n"
  }

  private func text(_ value: Double?, _ metric: Metric?) -> String {
    guard let value else { return "–" }
    guard value.isFinite, let metric else { return JSON.number(value).canonical }
    return Decimal.text(value, digits: metric.digits + 1)
  }

  private func escaped(_ text: String) -> String { XMLText.escaped(text) }
}

extension Regression.Verdict {
  /// The verdict in words.
  var words: String {
    switch self {
    case .same: "same"
    case .withinTolerance: "within tolerance"
    case .better: "better"
    case .worse: "worse"
    case .missing: "missing"
    case .new: "new"
    case .failed(let reason): "failed: \(reason)"
    }
  }
}
