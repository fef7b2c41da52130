import Specification

/// Progress on a terminal: one line for each worker and one for the run, redrawn in place.
///
/// A frame is one write, so nothing flickers; what is worth keeping (a failure, a message) scrolls by
/// above. The block is left clean at the end of the run.
public final class TerminalProgress {
  private let size: () -> (columns: Int, rows: Int)
  private let write: (String) -> Void
  private var summary = RunSummary()
  private var block: [String] = []
  private var columns = 0

  /// A display that asks for the terminal's size before each frame and hands frames to `write`.
  public init(
    size: @escaping () -> (columns: Int, rows: Int), write: @escaping (String) -> Void
  ) {
    self.size = size
    self.write = write
  }

  /// Shows an event.
  public func receive(_ event: RunEvent) {
    summary.receive(event)
    switch event.kind {
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
      $0 + max(1, (TextWidth.columns($1) + width - 1) / width)
    }
    return "\r" + (rows > 1 ? "\u{1B}[\(rows - 1)A" : "")
  }

  private func lines(width: Int, height: Int) -> [String] {
    let width = min(width, 110)
    let shown = min(summary.workers.count, height - 2)
    let workers = summary.workers.prefix(shown).enumerated().map { index, work in
      line(of: work, number: index + 1, width: width)
    }
    return workers + [TextWidth.cut(summaryLine(hidden: summary.workers.count - shown), to: width)]
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

  private func summaryLine(hidden: Int) -> String {
    var text = summary.counts
    if hidden > 0 { text += ", \(hidden) more workers" }
    if summary.isStopping { return text + ", stopping" }
    if let left = summary.secondsLeft, left >= 1 {
      text += ", about \(ProgressText.duration(left.rounded(.up))) left"
    }
    return text
  }

  private static let clearRight = "\u{1B}[K"
  private static let clearBelow = "\u{1B}[J"
  private static let newLine = "\u{1B}[K\r\n"
  /// Terminals that know synchronized output show the frame at once; others ignore this.
  private static let beginFrame = "\u{1B}[?2026h"
  private static let endFrame = "\u{1B}[?2026l"
}
