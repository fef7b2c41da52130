import Runner
import Specification
import Testing

@Suite struct ProgressTests {
  private let long = Toy.mix("train autoencoder with a rather long title, latent 32, seed 0")
  private let short = Toy.mix("cluster")
  private let record = FailureRecord(
    reason: "the loss is NaN", attempts: 2, log: "/store/log", isFinal: false)

  private func events(_ kinds: [RunEvent.Kind]) -> [RunEvent] {
    kinds.enumerated().map { RunEvent(time: Double($0), $1) }
  }

  private var beginning: [RunEvent] {
    events([
      .began(RunOverview(stages: 12, cached: 4, missing: 8, jobs: 2)),
      .started(long, worker: 0, attempt: 1),
      .progress(long, worker: 0, .epoch(3, of: 30, loss: 0.0231)),
      .started(short, worker: 1, attempt: 2),
      .tick(secondsLeft: 200),
    ])
  }

  @Test func aTerminalShowsOneLinePerWorkerAndOneForTheRun() {
    var screen = Screen(width: 80)
    screen.write("$ sweep run\r\n")
    let display = TerminalProgress(size: { (80, 24) }, write: { screen.write($0) })
    beginning.forEach(display.receive)
    #expect(
      screen.lines == [
        "$ sweep run",
        "1  train autoencoder with a rather long title, latent… epoch 3/30, loss 0.0231".padded(
          after: "latent…"),
        "2  cluster, attempt 2".padded(to: 76) + "1.0 s",
        "━━━━━━────────────── 4/12 stages, about 3 min 20 s left",
      ])
  }

  @Test func aFailureStaysAboveTheBlockAndTheEndIsClean() {
    var screen = Screen(width: 120)
    let display = TerminalProgress(size: { (120, 24) }, write: { screen.write($0) })
    beginning.forEach(display.receive)
    display.receive(RunEvent(time: 6, .finished(long, .failed(record))))
    display.receive(RunEvent(time: 7, .tick(secondsLeft: 3)))
    #expect(screen.lines.first?.hasSuffix("seed 0: failed: the loss is NaN") == true)
    #expect(screen.lines.count == 5)
    display.receive(RunEvent(time: 8, .ended(RunResult(outcomes: [:], halt: nil))))
    #expect(screen.lines.count == 3)
    #expect(screen.lines.last == "4 of 12 stages done, 4 of them cached, 1 failed, after 8.0 s")
  }

  @Test(arguments: [200, 81, 80, 60, 41, 20, 7, 2])
  func aResizeLeavesNoRemains(width: Int) {
    var screen = Screen(width: 80)
    let display = TerminalProgress(size: { (screen.width, 24) }, write: { screen.write($0) })
    screen.write("before\n")
    beginning.forEach(display.receive)
    screen.resize(to: width)
    display.receive(RunEvent(time: 9, .tick(secondsLeft: 100)))
    #expect(screen.lines.count == (width < 6 ? 3 + 3 : 4))
    #expect(screen.lines.allSatisfy { $0.count <= width })
    display.receive(RunEvent(time: 10, .tick(secondsLeft: 90)))
    screen.resize(to: 80)
    display.receive(RunEvent(time: 11, .tick(secondsLeft: 80)))
    #expect(screen.lines.count == 4)
    display.erase()
    #expect(screen.lines == ["before"])
  }

  @Test func manyWorkersFitAShortTerminal() {
    var screen = Screen(width: 80)
    let display = TerminalProgress(size: { (80, 10) }, write: { screen.write($0) })
    display.receive(
      RunEvent(time: 0, .began(RunOverview(stages: 99, cached: 0, missing: 99, jobs: 64))))
    display.receive(RunEvent(time: 1, .tick(secondsLeft: nil)))
    #expect(screen.lines.count == 9)
    #expect(screen.lines.last == "──────────────────── 0 of 99 stages done, 56 more workers")
  }

  @Test(
    "The bar has room for less and less, and the time that is left stays longest",
    arguments: [
      (110, "20 4 of 12 stages done, 4 of them cached, about 3 min 20 s left, best 0.9"),
      (70, "20 4/12 stages, about 3 min 20 s left, best 0.9"),
      (58, "10 4/12 stages, about 3 min 20 s left, best 0.9"),
      (48, "10 4/12 stages, about 3 min 20 s left"), (40, "4/12, 3 min 20 s"), (8, "4/12"),
    ])
  func bar(width: Int, line: String) {
    var screen = Screen(width: width)
    let display = TerminalProgress(
      size: { (width, 24) }, remark: { "best 0.9" }, write: { screen.write($0) })
    beginning.forEach(display.receive)
    let bars = ["10": "━━━───────", "20": "━━━━━━──────────────"]
    let expected = bars.reduce(line) { text, bar in
      text.hasPrefix("\(bar.key) ") ? bar.value + text.dropFirst(2) : text
    }
    #expect(screen.lines.last == expected)
  }

  @Test("A bar with a colour takes as much room as one without, and is left clean")
  func colouredBar() {
    var screen = Screen(width: 60)
    var raw = ""
    let display = TerminalProgress(
      size: { (screen.width, 24) }, isStyled: true,
      write: {
        raw += $0
        screen.write($0.replacing(/\u{1B}\[[0-9]*m/, with: ""))
      })
    beginning.forEach(display.receive)
    #expect(raw.contains("\u{1B}[32m━"))
    display.receive(RunEvent(time: 9, .tick(secondsLeft: 100)))
    #expect(screen.lines.count == 3)
    display.erase()
    #expect(screen.lines == [])
  }

  @Test func anUnchangedFrameIsNotWrittenAgain() {
    var writes = 0
    let display = TerminalProgress(size: { (80, 24) }, write: { _ in writes += 1 })
    beginning.forEach(display.receive)
    let before = writes
    display.receive(RunEvent(time: 5.1, .tick(secondsLeft: 200)))
    display.receive(RunEvent(time: 5.2, .tick(secondsLeft: 200)))
    #expect(writes - before <= 1)
  }

  @Test("Planning that takes long is shown in the line of the run, and goes when the run begins")
  func preparation() {
    func reading(_ time: Double, _ done: Int) -> RunEvent {
      RunEvent(time: time, .preparing("reading training images", done: done, of: 8500))
    }
    var screen = Screen(width: 80)
    let display = TerminalProgress(size: { (80, 24) }, write: { screen.write($0) })
    display.receive(reading(0.1, 0))
    #expect(screen.lines == [])
    display.receive(reading(1, 1700))
    #expect(screen.lines == ["━━━━──────────────── 1700/8500 reading training images"])
    beginning.forEach(display.receive)
    #expect(screen.lines.count == 3)
    #expect(!screen.lines.joined().contains("reading"))
    var text = ""
    let plain = PlainProgress(time: { "12:00:00" }, write: { text += $0 })
    for time in 0..<12 { plain.receive(reading(Double(time), 100 * time)) }
    #expect(
      text == """
        12:00:00 reading training images: 500 of 8500
        12:00:00 reading training images: 1000 of 8500

        """)
    #expect(
      reading(1, 1700).json.canonical
        == #"{"done":1700,"event":"preparing","of":8500,"time":1,"what":"reading training images"}"#
    )
  }

  @Test func plainLinesCarryTheTimeAndTellEveryStage() {
    var text = ""
    let display = PlainProgress(time: { "12:00:00" }, write: { text += $0 })
    beginning.forEach(display.receive)
    display.receive(RunEvent(time: 6, .finished(short, .computed(Cost(seconds: 75)))))
    display.receive(RunEvent(time: 7, .finished(long, .failed(record))))
    display.receive(RunEvent(time: 8, .ended(RunResult(outcomes: [:], halt: nil))))
    #expect(
      text == """
        12:00:00 12 stages, 4 cached, 8 to compute with 2 workers
        12:00:00 \(long.title): started
        12:00:00 cluster: started, attempt 2
        12:00:00 cluster: done in 1 min 15 s (5/12)
        12:00:00 \(long.title): failed: the loss is NaN (log: /store/log) (5/12)
        12:00:00 5 of 12 stages done, 4 of them cached, 1 failed, after 8.0 s

        """)
  }

  @Test func quietTellsOnlyWhatWentWrong() {
    var text = ""
    let display = QuietProgress(write: { text += $0 })
    beginning.forEach(display.receive)
    display.receive(RunEvent(time: 6, .message("the store is damaged")))
    display.receive(RunEvent(time: 7, .finished(short, .failed(record))))
    #expect(
      text == "the store is damaged\ncluster: failed: the loss is NaN (log: /store/log)\n")
  }

  @Test func eventsAreJSONLines() throws {
    var lines: [String] = []
    let log = EventLog(write: { lines.append($0) })
    beginning.forEach(log.receive)
    log.receive(RunEvent(time: 6, .finished(long, .failed(record))))
    let read = try lines.map {
      try JSONParser.parse(Source(name: "event", bytes: Array($0.utf8)))
    }
    #expect(
      read.map { $0["event"]?.string } == ["began", "started", "progress", "started", "finished"])
    #expect(read[2]["progress"]?["loss"]?.number == 0.0231)
    #expect(read[4]["reason"]?.string == "the loss is NaN")
    #expect(read[4]["key"]?.string == long.key.hex)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count - 2))
  }

  /// Widens the gap after a text until the line fills 79 columns.
  fileprivate func padded(after text: String) -> String {
    replacing(text, with: text + String(repeating: " ", count: max(0, 79 - count)))
  }
}
