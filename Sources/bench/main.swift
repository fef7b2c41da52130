import Figures
import Files
import Foundation
import Numerics

func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

/// This project and PyTorch, each on one thread.
func besidePyTorch(_ options: Options, batch: Int) throws -> [Measurement] {
  try options.networks.map { network in
    say("\(network.name), batch \(batch)")
    let stopwatch = options.stopwatch(network, batch: batch)
    var contestants = [
      (name: Measurement.own, process: try stopwatch.own(threads: 1, clock: .processor))
    ]
    if let python = options.python {
      contestants += try PyTorch.layouts.map {
        ($0, try PyTorch.start(python, network, layout: $0, batch: batch))
      }
    }
    return try stopwatch.measure(contestants)
  }
}

/// This project on one thread and on several.
func onThreads(_ options: Options, batch: Int) throws -> [Measurement] {
  try options.networks.map { network in
    say("\(network.name), batch \(batch)")
    let stopwatch = options.stopwatch(network, batch: batch)
    return try stopwatch.measure([
      (Measurement.own, stopwatch.own(threads: 1, clock: .wall)),
      (ThreadSummary.severalThreads, stopwatch.own(threads: options.threads, clock: .wall)),
    ])
  }
}

do {
  let arguments = Array(CommandLine.arguments.dropFirst())
  if arguments.contains("--help") {
    print(Options.usage)
    exit(0)
  }
  if arguments.first == "algorithms" {
    try AlgorithmBenchmark(Array(arguments.dropFirst())).run()
    exit(0)
  }
  let options = try Options(arguments)
  if let network = options.served {
    try TrainingServer(
      network: network, folder: options.folder, batch: options.batches.first ?? 1,
      clock: options.clock
    ).run()
  } else if options.threads > 1 {
    print("\(Machine.name), \(InstructionSet.current)")
    for batch in options.batches {
      let summary = ThreadSummary(
        measurements: try onThreads(options, batch: batch), threads: options.threads)
      print("\nbatch \(batch)\n\n\(summary.markdown)")
    }
  } else {
    if options.figure != nil, options.python == nil {
      throw BenchmarkError("the figure compares with PyTorch: name its Python in PEER_PYTHON")
    }
    let best = Machine.bestProduct(seconds: options.seconds)
    print("\(Machine.name), \(InstructionSet.current), one thread, ", terminator: "")
    print("best sgemm \(Int(best * 1e-9)) GFLOP/s")
    var summaries: [Summary] = []
    for batch in options.batches {
      let summary = Summary(
        measurements: try besidePyTorch(options, batch: batch), bestProduct: best)
      print("\nbatch \(batch)\n\n\(summary.markdown)")
      summaries.append(summary)
    }
    if let path = options.figure {
      try AtomicFile.write(Summary.figure(summaries).png(), to: path)
    }
  }
} catch {
  say("bench: \(error)")
  exit(1)
}
