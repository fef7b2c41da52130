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
