import COpenBLAS

/// The library that factorises matrices.
public enum LinearAlgebraLibrary {
  /// Its name and version: "OpenBLAS 0.3.21".
  public static var version: String {
    String(cString: openblas_get_config()).split(separator: " ").prefix(2).joined(separator: " ")
  }
}
