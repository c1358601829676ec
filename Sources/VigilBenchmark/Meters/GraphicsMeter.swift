import CNVML
import Synchronization

/// Readings of an NVIDIA GPU, through the library that comes with its driver.
public final class GraphicsMeter: Sendable {
  /// The readings at one moment; nil where the GPU does not report them.
  struct Reading: Hashable, Sendable {
    /// Energy since the driver was loaded, in joules.
    var joules: Double?
    /// Power in watts.
    var watts: Double?
    /// Memory in use by all programs, in bytes.
    var usedBytes: Double?
    /// Temperature in degrees Celsius.
    var temperature: Double?
    /// The clock of the multiprocessors in MHz.
    var clock: Double?
    /// The reasons that keep its clocks low.
    var slowedBy: [String] = []
  }

  /// Its product name.
  public let name: String
  // Touched with the lock only.
  private nonisolated(unsafe) let handle: OpaquePointer
  private let lock = Mutex(())

  /// Finds a GPU by its CUDA number, assuming that CUDA goes by bus order; `CUDA_VISIBLE_DEVICES` is respected.
  ///
  /// - Throws: `notAvailable`, with the reason.
  public convenience init(index: Int) throws(BenchmarkError) { try self.init(index: index, library: nil) }

  /// The same, with a library other than the driver's.
  package init(index: Int, library: String?) throws(BenchmarkError) {
    var reason = [CChar](repeating: 0, count: 256)
    guard let handle = vigil_nvml_open(library, UInt32(clamping: index), &reason, reason.count) else {
      let text = String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw BenchmarkError(.notAvailable, text)
    }
    self.handle = handle
    name = String(cString: vigil_nvml_name(handle))
  }

  deinit { vigil_nvml_close(handle) }

  /// The source of its energy: a counter, else readings of its power; nil if it reports neither.
  public var energySource: String? {
    let now = reading()
    return now.joules != nil ? "energy counter" : now.watts != nil ? "power readings" : nil
  }

  func reading() -> Reading {
    let plain = lock.withLock { _ in vigil_nvml_read(handle) }
    func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
    return Reading(
      joules: known(plain.joules), watts: known(plain.watts), usedBytes: known(plain.used_bytes),
      temperature: known(plain.temperature), clock: known(plain.clock),
      slowedBy: (0..<64).filter { plain.slowed >> UInt64($0) & 1 == 1 }
        .compactMap { vigil_nvml_slowed_by(UInt32($0)).map { String(cString: $0) } })
  }
}
