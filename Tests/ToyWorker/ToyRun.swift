import Files
import Foundation
import Runner
import Specification

/// A coordinator in a process of its own: `ToyWorker run PLAN STORE JOBS [limit BYTES]`.
///
/// It prints one JSON line for each settled stage and each message, and one at the end.
enum ToyRun {
  static func main(_ arguments: [String]) -> Int32 {
    do {
      let path = arguments[0]
      let bytes = try MappedFile(path: path).withUnsafeBytes { Array($0) }
      let plan = try Plan(JSONParser.parse(Source(name: path, bytes: bytes)))
      var options = LocalExecutor.Options()
      options.jobs = Int(arguments[2]) ?? 1
      if arguments.count > 4 { limitFiles(to: Int(arguments[4]) ?? 0) }
      let stop = StopSwitch()
      stop.catchSignals()
      let executor = LocalExecutor(
        worker: WorkerCommand(executable: "/proc/self/exe", arguments: ["worker"]),
        options: options)
      let result = executor.run(plan, in: try Store(at: arguments[1]), stop: stop) { event in
        switch event.kind {
        case .tick: break
        default: FileHandle.standardOutput.write(Data((event.json.canonical + "\n").utf8))
        }
      }
      return result.isComplete ? 0 : 1
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      return 2
    }
  }

  private static func limitFiles(to bytes: Int) {
    var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
    setrlimit(__rlimit_resource_t(1), &limit)
  }
}
