import Specification

/// Progress on a terminal: one line for each worker and one for the run, redrawn in place.
///
/// A frame is one write, so nothing flickers; what is worth keeping (a failure, a message) scrolls by
/// above. The block is left clean at the end of the run.
public final class TerminalProgress {
  private let size: () -> (columns: Int, rows: Int)
  private let write: (String) -> Void
  private let isStyled: Bool
  private let remark: () -> String?
  private var summary = RunSummary()
  private var block: [String] = []
  private var columns = 0

  /// A display that asks for the terminal's size before each frame and hands frames to `write`.
  ///
  /// - Parameters:
  ///   - size: the terminal's size.
  ///   - isStyled: whether the bar may have a colour.
  ///   - remark: what is said beside the counts: the best number so far.
  ///   - write: where frames go.
  public init(
    size: @escaping () -> (columns: Int, rows: Int), isStyled: Bool = false,
    remark: @escaping () -> String? = { nil }, write: @escaping (String) -> Void
  ) {
    self.size = size
    self.isStyled = isStyled
    self.remark = remark
    self.write = write
  }

  /// Shows an event.
  public func receive(_ event: RunEvent) {
    summary.receive(event)
    switch event.kind {
    case .preparing: if event.time >= Self.patience { draw(keeping: nil) }
    case .tick: draw(keeping: nil)
    case .message(let text): draw(keeping: text)
    case .stopping(let atOnce): draw(keeping: ProgressText.stopping(atOnce: atOnce))
    case .retrying(let stage, let reason): draw(keeping: "\(stage.title): \(reason); trying again")
    case .finished(let stage, .failed(let failure)):
      draw(keeping: "\(stage.title): failed: \(failure.reason)\n  log: \(failure.log)")
    case .ended:
      erase()
      write("\(summary.counts), after \(ProgressText.duration(event.time))\n")
    case .began, .started, .progress, .waiting, .finished: break
    }
  }

  /// Takes the block off the screen, for something else to be printed; the next event brings it back.
  public func erase() {
    guard !block.isEmpty else { return }
    write(toTop() + Self.clearBelow)
    block = []
  }

  private func draw(keeping text: String?) {
    let (width, height) = size()
    let lines = lines(width: max(1, width - 1), height: max(2, height))
    guard text != nil || lines != block || width != columns else { return }
    var frame = Self.beginFrame + toTop(width: width)
    if let text {
      frame += TerminalText.safe(text).split(separator: "\n").map { $0 + Self.newLine }.joined()
    }
    frame += lines.map { $0 + Self.clearRight }.joined(separator: "\r\n")
    write(frame + Self.clearBelow + Self.endFrame)
    block = lines
    columns = width
  }

  /// Brings the cursor from the end of the block to its beginning. When the terminal has become
  /// narrower, it has broken the lines that no longer fit.
  private func toTop(width: Int? = nil) -> String {
    guard !block.isEmpty else { return "" }
    let width = max(1, width ?? size().columns)
    let rows = block.reduce(0) {
      $0 + max(1, (TextWidth.columns(Self.unstyled($1)) + width - 1) / width)
    }
    return "\r" + (rows > 1 ? "\u{1B}[\(rows - 1)A" : "")
  }

  /// Planning that takes fewer seconds is not shown.
  private static let patience = 0.5

  private func lines(width: Int, height: Int) -> [String] {
    let width = min(width, 110)
    if let preparation = summary.preparation {
      let bar = ProgressBar(preparation.done, of: preparation.total).text(20, isStyled: isStyled)
      let counts = "\(preparation.done)/\(preparation.total) "
      let room = width - 21 - counts.count
      guard room >= 12 else { return [TextWidth.cut(counts + preparation.what, to: width)] }
      return [bar + " " + counts + TextWidth.cut(preparation.what, to: room)]
    }
    let shown = min(summary.workers.count, height - 2)
    let workers = summary.workers.prefix(shown).enumerated().map { index, work in
      line(of: work, number: index + 1, width: width)
    }
    return workers + [summaryLine(hidden: summary.workers.count - shown, width: width)]
  }

  private func line(of work: RunSummary.Work?, number: Int, width: Int) -> String {
    guard let work else { return TextWidth.cut("\(number)  -", to: width) }
    let status =
      work.progress.map(ProgressText.progress)
      ?? ProgressText.duration((summary.time - work.start).rounded(.down))
    let again = work.attempt > 1 ? ", attempt \(work.attempt)" : ""
    let room = width - TextWidth.columns(status) - 2
    guard room >= 12 else { return TextWidth.cut("\(number)  \(work.title)", to: width) }
    let title = TextWidth.cut("\(number)  \(work.title)\(again)", to: room)
    let space = String(repeating: " ", count: room + 2 - TextWidth.columns(title))
    return title + space + status
  }

  /// A bar with the counts, as long as there is room: the time that is left stays longest.
  private func summaryLine(hidden: Int, width: Int) -> String {
    let seconds = summary.secondsLeft.flatMap { $0 >= 1 ? $0.rounded(.up) : nil }
    let left = seconds.map(ProgressText.duration)
    let time = summary.isStopping ? "stopping" : left.map { "about \($0) left" }
    let more = hidden > 0 ? "\(hidden) more workers" : nil
    let bar = ProgressBar(summary.done, of: summary.stages)
    let short = "\(summary.done)/\(summary.stages)"
    let variants: [(bar: Int, parts: [String?])] = [
      (20, [summary.counts, more, time, remark()]), (20, ["\(short) stages", time, remark()]),
      (10, ["\(short) stages", time, remark()]), (10, ["\(short) stages", time]),
      (0, [short, summary.isStopping ? time : left]), (0, [short]),
    ]
    for (columns, parts) in variants {
      let text = parts.compactMap { $0 }.joined(separator: ", ")
      let space = columns > 0 ? columns + 1 : 0
      guard TextWidth.columns(text) + space <= width else { continue }
      return columns > 0 ? bar.text(columns, isStyled: isStyled) + " " + text : text
    }
    return TextWidth.cut(short, to: width)
  }

  /// A line without the codes of its colours, which take no room.
  private static func unstyled(_ line: String) -> String {
    line.contains("\u{1B}") ? line.replacing(/\u{1B}\[[0-9]*m/, with: "") : line
  }

  private static let clearRight = "\u{1B}[K"
  private static let clearBelow = "\u{1B}[J"
  private static let newLine = "\u{1B}[K\r\n"
  /// Terminals that know synchronized output show the frame at once; others ignore this.
  private static let beginFrame = "\u{1B}[?2026h"
  private static let endFrame = "\u{1B}[?2026l"
}

/// How much of a run is done, as a line.
struct ProgressBar {
  private let share: Double

  /// A share of what there is; of nothing, all is done.
  init(_ done: Int, of all: Int) {
    share = all > 0 ? min(1, Double(done) / Double(all)) : 1
  }

  /// The bar, so many columns wide; full only when all is done.
  func text(_ columns: Int, isStyled: Bool) -> String {
    let filled = share < 1 ? min(columns - 1, Int(share * Double(columns))) : columns
    let done = String(repeating: "━", count: filled)
    let rest = String(repeating: "─", count: columns - filled)
    return isStyled ? "\u{1B}[32m\(done)\u{1B}[0m\u{1B}[2m\(rest)\u{1B}[0m" : done + rest
  }
}

/// How much room text takes on a terminal.
package enum TextWidth {
  /// The columns of a text.
  package static func columns(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

  /// The longest beginning that fits, with "…" in place of what is cut off, and nothing that a
  /// terminal would obey.
  package static func cut(_ whole: String, to limit: Int) -> String {
    let text = VisibleText.line(whole)
    guard columns(text) > limit else { return text }
    guard limit > 0 else { return "" }
    var kept = ""
    var used = 1
    for character in text {
      used += columns(character)
      if used > limit { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// A character of East Asian scripts or an emoji is two columns wide, a control character none.
  private static func columns(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
    }
  }
}
