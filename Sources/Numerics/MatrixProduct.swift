import CKernels

/// Whether an operand of a product is taken as it stands or transposed.
public enum Transposition: Sendable {
  /// As it stands.
  case none
  /// Rows and columns swapped.
  case transposed
}

extension Matrix {
  /// The product of two matrices, either of them transposed first.
  ///
  /// Each element is one chain of fused multiply-adds in the order of the inner index, so the bits
  /// are the same on every CPU and for any number of threads.
  @_specialize(where Element == Float)
  @_specialize(where Element == Double)
  public static func product(
    _ left: Matrix, _ leftTransposition: Transposition = .none,
    _ right: Matrix, _ rightTransposition: Transposition = .none
  ) -> Matrix {
    let m = leftTransposition == .none ? left.rows : left.columns
    let k = leftTransposition == .none ? left.columns : left.rows
    let n = rightTransposition == .none ? right.columns : right.rows
    let inner = rightTransposition == .none ? right.rows : right.columns
    precondition(k == inner, "the inner sizes of a product differ: \(k) and \(inner)")
    return Matrix(rows: m, columns: n) { target in
      left.elements.withUnsafeBufferPointer { a in
        right.elements.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = target.baseAddress else {
            return
          }
          Product<Element>(
            m, n, k,
            leftTransposition == .none ? .rows(a, of: left.columns) : .transposed(a, of: m),
            rightTransposition == .none ? .rows(b, of: n) : .transposed(b, of: right.columns),
            into: c
          ).runInParallel()
        }
      }
    }
  }

  /// Rows and columns swapped.
  public var transposed: Matrix {
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    get {
      Matrix(rows: columns, columns: rows) { target in
        elements.withUnsafeBufferPointer { source in
          guard let from = source.baseAddress, let to = target.baseAddress else { return }
          Element.kernels.transpose(rows, columns, from, columns, to, rows)
        }
      }
    }
  }
}

/// A matrix product in memory: C `[m, n]` = start + A `[m, k]` B `[k, n]`.
///
/// Each element is one chain of fused multiply-adds in the order of k, so that the result does not
/// depend on how the product is divided among threads. The memory must be there, and C overlap
/// neither A nor B.
package struct Product<Element: Scalar>: @unchecked Sendable {
  private var call: ck_product

  /// Where an operand lies: its first element, and the distances between rows and columns.
  package struct Operand {
    let base: UnsafePointer<Element>
    let row: Int
    let column: Int

    /// A matrix `[rows, columns]` stored row by row.
    package static func rows(_ base: UnsafePointer<Element>, of columns: Int) -> Operand {
      Operand(base: base, row: columns, column: 1)
    }

    /// The transpose of a matrix `[columns, rows]` stored row by row.
    package static func transposed(_ base: UnsafePointer<Element>, of rows: Int) -> Operand {
      Operand(base: base, row: 1, column: rows)
    }
  }

  /// What the chains start from.
  package enum Start {
    /// Zero.
    case zero
    /// The same row of n numbers in each row of C.
    case row(UnsafePointer<Element>)
    /// What C holds.
    case current
  }

  /// Describes a product.
  package init(
    _ m: Int, _ n: Int, _ k: Int, _ a: Operand, _ b: Operand,
    into c: UnsafeMutablePointer<Element>, rowStride: Int? = nil, from start: Start = .zero
  ) {
    var bias: UnsafeRawPointer?
    if case .row(let row) = start { bias = UnsafeRawPointer(row) }
    var accumulate: Int32 = 0
    if case .current = start { accumulate = 1 }
    call = ck_product(
      m: m, n: n, k: k, a: a.base, a_row: a.row, a_column: a.column, b: b.base, b_row: b.row,
      b_column: b.column, c: c, c_row: rowStride ?? n, bias: bias, accumulate: accumulate)
  }

  /// Computes it on this thread.
  package func run() {
    withUnsafePointer(to: call) { Element.kernels.product($0) }
  }

  /// Computes it on the threads of the process, where it is large enough to be worth it.
  package func runInParallel() {
    guard Parallel.threads > 1, call.m * call.n * call.k > 1 << 20 else { return run() }
    let overRows = call.m >= call.n
    let grain = overRows ? 48 : 64
    let length = overRows ? call.m : call.n
    let share = (length + 4 * Parallel.threads - 1) / (4 * Parallel.threads)
    let size = (share + grain - 1) / grain * grain
    Parallel.forEach(blocks: (length + size - 1) / size) { block in
      let first = block * size
      part(first..<min(length, first + size), overRows: overRows).run()
    }
  }

  private func part(_ range: Range<Int>, overRows: Bool) -> Product {
    var part = self
    let size = MemoryLayout<Element>.stride
    if overRows {
      part.call.m = range.count
      part.call.a = call.a + range.lowerBound * call.a_row * size
      part.call.c = call.c + range.lowerBound * call.c_row * size
    } else {
      part.call.n = range.count
      part.call.b = call.b + range.lowerBound * call.b_column * size
      part.call.c = call.c + range.lowerBound * size
      part.call.bias = call.bias.map { $0 + range.lowerBound * size }
    }
    return part
  }
}

extension Scalar {
  /// The vector kernels of this format, for the instruction set in use.
  package static var kernels: ck_kernels {
    ck_kernels_for(MemoryLayout<Self>.size == 4 ? CK_FLOAT : CK_DOUBLE).pointee
  }
}

/// The instruction sets the kernels are compiled for. Results are the same bits on each.
public enum InstructionSet: Int32, Sendable, Comparable, CaseIterable {
  /// Neither: this CPU cannot run the kernels.
  case none = 0
  /// NEON, which every 64-bit ARM processor has.
  case neon = 1
  /// AVX2 with fused multiply-add (x86-64-v3).
  case avx2 = 2
  /// AVX-512 (x86-64-v4).
  case avx512 = 3

  /// The set in use: the CPU's best, unless the environment variable `SWEEP_ISA` lowers it.
  public static var current: InstructionSet {
    InstructionSet(rawValue: ck_instruction_set()) ?? .none
  }

  /// Uses at most this set from now on.
  package func limit() { ck_limit_instruction_set(rawValue) }

  /// Less capable first.
  public static func < (left: InstructionSet, right: InstructionSet) -> Bool {
    left.rawValue < right.rawValue
  }
}
