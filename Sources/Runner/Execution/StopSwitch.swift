import Files
import Foundation
import Synchronization

/// Asks a run to end early: once, and what is cheap is finished; twice, and everything ends.
public final class StopSwitch: Sendable {
  private let requests = Atomic<Int>(0)
  private let writing: Int32
  /// Readable once there has been a request.
  let descriptor: Int32

  /// A switch that nobody has touched.
  public init() {
    let pipe = (try? Pipes.make()) ?? Pipes.Ends(reading: -1, writing: -1)
    (descriptor, writing) = (pipe.reading, pipe.writing)
    for end in [descriptor, writing] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
  }

  deinit {
    close(descriptor)
    close(writing)
  }

  /// How often it was asked.
  public var level: Int { requests.load(ordering: .sequentiallyConsistent) }

  /// The signal that asked last; 0 when none did.
  public var signalNumber: Int32 { lastSignal.load(ordering: .sequentiallyConsistent) }
  private let lastSignal = Atomic<Int32>(0)

  /// Asks once more. May be called from a signal handler.
  public func request() {
    requests.add(1, ordering: .sequentiallyConsistent)
    var byte: UInt8 = 1
    write(writing, &byte, 1)
  }

  /// Empties the pipe, so that the next request is seen.
  func acknowledge() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(descriptor, &bytes, bytes.count) > 0 {}
  }

  /// Whether a signal ends the process at once: while it does nothing that could be left unfinished.
  public var endsAtOnce: Bool {
    get { hasNothingToLose.load(ordering: .sequentiallyConsistent) }
    set { hasNothingToLose.store(newValue, ordering: .sequentiallyConsistent) }
  }
  private let hasNothingToLose = Atomic(false)

  /// The seconds that stages have to finish or to leave a checkpoint after SIGTERM: whoever sends it
  /// kills after ten (containers) or thirty (batch systems).
  static let grace = 7.0
  /// The seconds after which a process that was asked to end does so in any case.
  private static let patience: UInt32 = 15

  /// Ends the process from within a signal handler.
  private static func endProcess() -> Never {
    let text: StaticString = "stopped; the same command goes on from here\n"
    write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    _exit(130)
  }

  /// From now on SIGINT, SIGTERM, SIGHUP and further signals ask this switch, for the rest of the
  /// process's life, and a broken pipe or a file size limit is an error code instead of the end.
  public func catchSignals(and further: [Int32] = []) {
    let address = UInt(bitPattern: Unmanaged.passRetained(self).toOpaque())
    Self.caught.store(address, ordering: .sequentiallyConsistent)
    var caught = sigset_t()
    sigemptyset(&caught)
    for number in [SIGINT, SIGTERM, SIGHUP] + further where !Self.isIgnoredHangUp(number) {
      sigaddset(&caught, number)
      signal(number) { number in
        let code = errno
        defer { errno = code }
        let address = StopSwitch.caught.load(ordering: .sequentiallyConsistent)
        guard let caught = UnsafeRawPointer(bitPattern: address) else { return }
        let stop = Unmanaged<StopSwitch>.fromOpaque(caught).takeUnretainedValue()
        if stop.endsAtOnce { StopSwitch.endProcess() }
        stop.lastSignal.store(number, ordering: .sequentiallyConsistent)
        stop.request()
        // Whatever this process waits for then, it ends.
        if number == SIGTERM || stop.level > 1 { alarm(StopSwitch.patience) }
      }
    }
    signal(SIGALRM) { _ in StopSwitch.endProcess() }
    // A parent may have left them blocked.
    pthread_sigmask(SIG_UNBLOCK, &caught, nil)
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
  }

  /// Under `nohup` the end of the terminal is not the end of the run.
  private static func isIgnoredHangUp(_ number: Int32) -> Bool {
    number == SIGHUP && Platform.isIgnored(number)
  }

  private static let caught = Atomic<UInt>(0)
}
