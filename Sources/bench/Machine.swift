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

  /// The most memory that this program has held, in kilobytes; unlike that of `getrusage` it does not
  /// begin with what the process that started it held.
  static var peakKilobytes: Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
  }

  /// The best of a few single-precision matrix products, in operations per second, each measured for
  /// about so many seconds.
  static func bestProduct(seconds: Double) -> Double {
    [(64, 256, 512), (384, 256, 256), (1024, 256, 128)].reduce(0) { best, sizes in
      max(best, speed(of: sizes, seconds))
    }
  }

  private static func speed(of sizes: (m: Int, n: Int, k: Int), _ seconds: Double) -> Double {
    let (m, n, k) = sizes
    var numbers = [Float](repeating: 0.5, count: m * k + k * n + m * n)
    let operations = 2 * Double(m * n * k)
    let repetitions = max(1, Int(seconds * 1e10 / operations))
    return numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let product = Product<Float>(
        m, n, k, .rows(base, of: k), .rows(base + m * k, of: n), into: base + m * k + k * n)
      return (0..<7).reduce(0) { best, _ in
        let start = Clock.processor.seconds
        for _ in 0..<repetitions { product.run() }
        return max(best, operations * Double(repetitions) / (Clock.processor.seconds - start))
      }
    }
  }
}
