public import VigilCore

/// A window that shows frames, such as those of a live source with its scores.
///
/// It opens with the first frame, in its size, or smaller where the display is. Closing it, or pressing q or Esc in it, ends it. One is open at a time.
public actor DisplayWindow {
  private let executor = ThreadExecutor(name: "vigil window")
  private let title: String
  private var screen: Screen?
  private var isClosed = false

  /// The drawing thread, always the same one, as window systems require.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Describes a window; nothing is opened yet.
  public init(title: String) {
    self.title = title
  }

  // The window is closed by the thread that opened it.
  isolated deinit {
    screen = nil
  }

  /// Shows a frame and returns at once.
  ///
  /// - Returns: false once the user has closed the window.
  /// - Throws: `MediaError` with code `noDisplay` if there is no screen, or no SDL 2.
  public func show(_ frame: Frame) throws(MediaError) -> Bool {
    guard !isClosed else { return false }
    if screen == nil { screen = try Screen(title: title, width: frame.width, height: frame.height) }
    try screen?.draw(frame)
    if screen?.isLeft() == true { close() }
    return !isClosed
  }

  /// Closes the window.
  public func close() {
    screen = nil
    isClosed = true
  }
}
