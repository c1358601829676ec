public import Foundation
public import VigilCore

/// A portable network for any engine: a name for its exact contents, and a way to write it.
public struct PortableNetwork: Sendable {
  /// A digest of the graph and its weights in hexadecimal: equal for equal networks, different for all others.
  ///
  /// It is the key under which the compiled network is kept, so a changed weight must change it.
  public var identity: String
  /// Writes the network to a file in the ONNX format.
  ///
  /// It is called only if no compiled network is cached under `identity`; files of external data may be put beside it.
  public var writeONNX: @Sendable (URL) throws -> Void
  /// The network for engines that take a list of operations; nil if it has no such form.
  public var program: (@Sendable () throws -> NetworkProgram)?

  /// Makes a portable network.
  ///
  /// - Precondition: `identity` consists of letters, digits, `-` and `_`, since it names a file.
  public init(
    identity: String, program: (@Sendable () throws -> NetworkProgram)? = nil,
    writeONNX: @escaping @Sendable (URL) throws -> Void
  ) {
    precondition(
      !identity.isEmpty
        && identity.utf8.allSatisfy {
          switch $0 {
          case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
          default: false
          }
        }, "the identity of a network must be a plain digest, not '\(identity)'")
    self.identity = identity
    self.writeONNX = writeONNX
    self.program = program
  }

  /// Writes the network for an engine that takes ONNX.
  ///
  /// - Throws: `modelNotFound` with the reason.
  package func write(to file: URL) throws(InferenceError) {
    try Self.prepared { try writeONNX(file) }
  }

  /// The network for an engine that takes a list of operations; nil if it has no such form.
  ///
  /// - Throws: `modelNotFound` with the reason.
  package func operations() throws(InferenceError) -> NetworkProgram? {
    guard let program else { return nil }
    return try Self.prepared(program)
  }

  private static func prepared<Value>(_ body: () throws -> Value) throws(InferenceError) -> Value {
    do {
      return try body()
    } catch {
      throw InferenceError(.modelNotFound, "cannot prepare the network: \(error.explanation)")
    }
  }
}
