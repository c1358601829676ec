import CFFmpeg

/// FFmpeg itself, set up once in a process.
enum FFmpegLibrary {
  private static let prepared: Void = {
    MediaLog.start()
    avformat_network_init()
  }()

  /// Captures the log and initialises networking, the first time.
  static func prepare() { _ = prepared }

  /// FFmpeg's description of an error number.
  static func explanation(of error: Int32) -> String {
    text(upTo: 128) { _ = av_strerror(error, $0, 128) }
  }

  /// The string that a C function writes into a buffer; empty if it writes nothing.
  static func text(upTo bytes: Int, _ write: (UnsafeMutablePointer<CChar>) -> Void) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes) { buffer in
      guard let start = buffer.baseAddress else { return "" }
      buffer.initialize(repeating: 0)
      write(start)
      return String(cString: start)
    }
  }

  /// Makes a dictionary of options, uses it and frees what remains.
  static func withOptions<Result>(
    _ options: [String: String], _ body: (inout OpaquePointer?) -> Result
  ) -> Result {
    var dictionary: OpaquePointer?
    for (name, value) in options { av_dict_set(&dictionary, name, value, 0) }
    defer { av_dict_free(&dictionary) }
    return body(&dictionary)
  }
}
