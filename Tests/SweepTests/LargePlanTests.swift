import Foundation
import TestSupport
import Testing

/// Plans of thousands of rows, as processes of their own: what others allocate meanwhile does not count.
@Suite struct LargePlanTests {
  /// The largest memory of a process, in bytes.
  private func peak(rows latents: Int, _ bench: SweepBench) throws -> Int {
    let list = (3..<3 + latents).map(String.init).joined(separator: ", ")
    let file = try bench.write(
      SweepBench.experiment(
        members: """
          , "sweep": { "grid": { "model.latent": [\(list)],
                                 "training.batchSize": { "from": 2, "to": 51 } } }
          """), "rows-\(latents).json")
    let words = [
      "/usr/bin/env", "-C", bench.folder.path, "SWEEP_DATA=data", "SWEEP_STORE=store",
      SweepBench.program, "plan", file,
    ]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] =
      ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (arguments + environment).forEach { free($0) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var child: pid_t = 0
    let began = posix_spawn(&child, words[0], &actions, nil, &arguments, &environment)
    try #require(began == 0)
    var status: Int32 = 0
    var usage = rusage()
    let ended = wait4(child, &status, 0, &usage)
    try #require(ended == child)
    try #require(status == 0, "the plan of \(latents * 50) rows")
    return usage.ru_maxrss * 1024
  }

  @Test(
    "Each row of a large sweep, nine stages, takes a few kilobytes to plan, however many there are",
    .timeLimit(.minutes(5)))
  func memory() throws {
    let bench = try SweepBench()
    let peaks = try [20, 60, 100].map { try peak(rows: $0, bench) }
    let first = (peaks[1] - peaks[0]) / 2000
    let second = (peaks[2] - peaks[1]) / 2000
    #expect(second < 7000, "bytes a row; those of the first rows: \(first)")
  }
}
