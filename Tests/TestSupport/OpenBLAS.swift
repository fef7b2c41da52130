import Foundation
import Numerics

/// LAPACK's eigensolver as OpenBLAS has it, where this machine does: a second opinion.
public struct OpenBLAS: Sendable {
  private typealias Solver =
    @convention(c) (
      UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<Int32>,
      UnsafeMutablePointer<Double>,
      UnsafePointer<Int32>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>,
      UnsafePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafePointer<Int32>,
      UnsafeMutablePointer<Int32>
    ) -> Void

  private let solver: Solver

  /// The library of this machine; nil where there is none.
  public static let ofMachine: OpenBLAS? = {
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    guard
      let library = dlopen("libopenblas.so.0", RTLD_NOW) ?? dlopen("libopenblas.dylib", RTLD_NOW),
      let symbol = dlsym(library, "dsyevd_")
    else { return nil }
    return OpenBLAS(solver: unsafeBitCast(symbol, to: Solver.self))
  }()

  /// The eigenvalues of a symmetric matrix, the smallest first; nil where it gives up.
  public func eigenvalues(of matrix: Matrix<Double>) -> [Double]? {
    var size = Int32(matrix.rows)
    var entries = matrix.elements
    var values = [Double](repeating: 0, count: matrix.rows)
    var length = 1 + 6 * size + 2 * size * size
    var integerLength = 3 + 5 * size
    var work = [Double](repeating: 0, count: Int(length))
    var integers = [Int32](repeating: 0, count: Int(integerLength))
    var info: Int32 = 0
    solver(
      "V", "U", &size, &entries, &size, &values, &work, &length, &integers, &integerLength, &info)
    return info == 0 ? values : nil
  }
}
