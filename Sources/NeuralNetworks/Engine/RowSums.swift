import CKernels
import Numerics

/// Sums over rows, column by column, in double precision: in blocks of rows that threads can share,
/// whose sums are added in their order.
struct RowSums<T: Scalar> {
  private let columns: Int
  private let sums: Region

  /// Rows are divided into at most so many blocks.
  private static var mostBlocks: Int { 8 }

  init(columns: Int, _ plan: inout MemoryPlan) {
    self.columns = columns
    sums = plan.reserveDoubles(2 * Self.mostBlocks * columns)
  }

  private struct Sums: @unchecked Sendable {
    let base: UnsafeMutablePointer<Double>
  }

  /// The sums of x, and of the products of x with y.
  func take(
    _ rows: Int, _ x: Numbers<T>, with y: Numbers<T>, _ pass: Pass<T>
  ) -> (sums: UnsafeMutablePointer<Double>, products: UnsafeMutablePointer<Double>) {
    let sums = take(rows, x, productsWith: y, pass)
    return (sums, sums + columns)
  }

  /// The sums of x.
  func take(_ rows: Int, _ x: Numbers<T>, _ pass: Pass<T>) -> UnsafeMutablePointer<Double> {
    take(rows, x, productsWith: nil, pass)
  }

  private func take(
    _ rows: Int, _ x: Numbers<T>, productsWith y: Numbers<T>?, _ pass: Pass<T>
  ) -> UnsafeMutablePointer<Double> {
    let all = Sums(base: pass.doubles(sums))
    let blocks = rows * columns < 1 << 16 ? 1 : Self.mostBlocks
    Parallel.forEach(blocks: blocks) { block in
      let first = block * rows / blocks
      let count = (block + 1) * rows / blocks - first
      let own = all.base + 2 * block * columns
      own.update(repeating: 0, count: 2 * columns)
      T.kernels.add_rows(count, columns, x.base + first * columns, own)
      if let y {
        T.kernels.add_row_products(
          count, columns, x.base + first * columns, y.base + first * columns, own + columns)
      }
    }
    for block in 1..<max(1, blocks) {
      for index in 0..<2 * columns { all.base[index] += all.base[2 * block * columns + index] }
    }
    return all.base
  }
}

/// The way back of a bias: its gradient is the sum of the output's over samples and pixels.
struct ChannelBias<T: Scalar> {
  let region: Region
  private let shape: Shape
  private let sums: RowSums<T>

  init(_ region: Region, _ shape: Shape, _ plan: inout MemoryPlan) {
    self.region = region
    self.shape = shape
    sums = RowSums(columns: shape.channels, &plan)
  }

  func backward(_ dy: Numbers<T>, _ pass: Pass<T>) {
    let sums = self.sums.take(pass.count * shape.positions, dy, pass)
    let gradient = pass.gradients[region]
    for channel in 0..<shape.channels { gradient.base[channel] = T(sums[channel]) }
  }
}
