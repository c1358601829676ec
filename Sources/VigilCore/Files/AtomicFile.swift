public import Foundation

/// A file that is written beside its final place and renamed once it is complete.
///
/// If the value goes out of scope before `finish()`, the partial file is removed and the
/// destination keeps its old content.
public struct AtomicFile: ~Copyable {
  /// The destination.
  public var destination: URL { place.destination }
  private let place: Neighbour
  private let handle: FileHandle
  private var finished = false

  /// Opens a new file beside `destination`, creating missing folders.
  public init(_ destination: URL) throws(CoreError) {
    let place = Neighbour(of: destination)
    do {
      try FileManager.default.createDirectory(
        at: destination.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw CoreError(
        .cannotWrite,
        "cannot write \(destination.path): \(Self.reason(error)); check the folder and its permissions")
    }
    let descriptor = try place.create()
    self.place = place
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  deinit {
    try? handle.close()
    if !finished { place.remove() }
  }

  /// Appends bytes.
  public mutating func write(_ bytes: some DataProtocol) throws(CoreError) {
    do {
      try handle.write(contentsOf: bytes)
    } catch {
      throw CoreError(
        .cannotWrite, "cannot write \(destination.path): \(Self.reason(error)); is the disk full?")
    }
  }

  /// Appends UTF-8 text.
  public mutating func write(_ text: String) throws(CoreError) {
    try write(Data(text.utf8))
  }

  /// Overwrites bytes at the start of the file, such as a header with counts that are known last.
  public mutating func rewriteStart(_ bytes: some DataProtocol) throws(CoreError) {
    do {
      try handle.seek(toOffset: 0)
      try handle.write(contentsOf: bytes)
      try handle.seekToEnd()
    } catch {
      throw CoreError(
        .cannotWrite, "cannot write \(destination.path): \(Self.reason(error)); is the disk full?")
    }
  }

  /// Moves the file to its destination, replacing the old one in one step.
  public consuming func finish() throws(CoreError) {
    do {
      try handle.synchronize()
    } catch {
      throw CoreError(
        .cannotWrite, "cannot write \(destination.path): \(Self.reason(error)); is the disk full?")
    }
    try place.moveIntoPlace()
    finished = true
  }

  /// Writes a whole file in one step.
  public static func write(_ bytes: some DataProtocol, to destination: URL) throws(CoreError) {
    var file = try AtomicFile(destination)
    try file.write(bytes)
    try file.finish()
  }

  /// What the system says of an error.
  package static func reason(_ error: any Error) -> String {
    systemCode(error).map { String(cString: strerror($0)) } ?? (error as NSError).localizedDescription
  }

  /// The system's number of an error, if it has one.
  package static func systemCode(_ error: any Error) -> Int32? {
    let underlying = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error) ?? error
    let found = underlying as NSError
    return found.domain == NSPOSIXErrorDomain ? Int32(found.code) : nil
  }
}
