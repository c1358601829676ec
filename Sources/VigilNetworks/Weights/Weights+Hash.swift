import Crypto
import VigilCore

extension Weights {
  /// A hash of all names, shapes and values: 64 lower-case hexadecimal digits.
  ///
  /// Independent of the file format of the weights. 140 MB take a few tenths of a second.
  public var sha256: String {
    var hash = SHA256()
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Array("\(name) \(tensor.shape)\n".utf8))
      tensor.values.withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return hash.finalize().hexadecimal
  }
}
