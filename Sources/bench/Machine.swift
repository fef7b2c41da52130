import Foundation
import Numerics

/// What a measurement was made on.
enum Machine {
  /// The CPU as the system names it.
  static var name: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown CPU"
  }

  /// Seconds of computing: with one thread those that this process has had of its core, so that other
  /// work on the machine does not count; with more, those that went by.
  static var computingTime: Double {
    var time = timespec()
    clock_gettime(Parallel.threads > 1 ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The best of a few single-precision matrix products, in operations per second.
  static func bestProduct() -> Double {
    [(64, 256, 512), (384, 256, 256), (1024, 256, 128)].reduce(0) { best, sizes in
      max(best, speed(of: sizes))
    }
  }

  private static func speed(of sizes: (m: Int, n: Int, k: Int)) -> Double {
    let (m, n, k) = sizes
    var numbers = [Float](repeating: 0.5, count: m * k + k * n + m * n)
    let operations = 2 * Double(m * n * k)
    let repetitions = max(1, Int(1e9 / operations))
    return numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let product = Product<Float>(
        m, n, k, .rows(base, of: k), .rows(base + m * k, of: n), into: base + m * k + k * n)
      return (0..<7).reduce(0) { best, _ in
        let start = computingTime
        for _ in 0..<repetitions { product.run() }
        return max(best, operations * Double(repetitions) / (computingTime - start))
      }
    }
  }
}
