import Foundation

/// The few functions of SDL 2 that a window needs, loaded at run time.
///
/// Loaded rather than linked, so that a machine without a screen needs no SDL. The signatures are those of
/// SDL 2's stable binary interface (SDL_video.h, SDL_render.h, SDL_events.h).
struct SDLLibrary: Sendable {
  typealias Handle = OpaquePointer

  let initialise: @convention(c) (UInt32) -> Int32
  let quit: @convention(c) (UInt32) -> Void
  let error: @convention(c) () -> UnsafePointer<CChar>?
  let setHint: @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) -> Int32
  /// The part of a display, by its number, that windows may take: x, y, width and height.
  let usableBounds: @convention(c) (Int32, UnsafeMutablePointer<Int32>) -> Int32
  let createWindow: @convention(c) (UnsafePointer<CChar>, Int32, Int32, Int32, Int32, UInt32) -> Handle?
  let destroyWindow: @convention(c) (Handle) -> Void
  let createRenderer: @convention(c) (Handle, Int32, UInt32) -> Handle?
  let destroyRenderer: @convention(c) (Handle) -> Void
  let setLogicalSize: @convention(c) (Handle, Int32, Int32) -> Int32
  let createTexture: @convention(c) (Handle, UInt32, Int32, Int32, Int32) -> Handle?
  let destroyTexture: @convention(c) (Handle) -> Void
  let updateTexture: @convention(c) (Handle, UnsafeRawPointer?, UnsafeRawPointer, Int32) -> Int32
  let clear: @convention(c) (Handle) -> Int32
  let copy: @convention(c) (Handle, Handle, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32
  let present: @convention(c) (Handle) -> Void
  let pollEvent: @convention(c) (UnsafeMutableRawPointer) -> Int32

  /// The library, or nil when it is not installed.
  static let installed: SDLLibrary? = {
    for name in ["libSDL2-2.0.so.0", "libSDL2.so"] {
      if let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) { return try? SDLLibrary(library) }
    }
    return nil
  }()

  private struct Missing: Error {}

  /// Finds the functions; each is cast to the type of its property.
  private init(_ library: UnsafeMutableRawPointer) throws {
    func find<Function>(_ name: String) throws -> Function {
      guard let function = dlsym(library, name) else { throw Missing() }
      return unsafeBitCast(function, to: Function.self)
    }
    initialise = try find("SDL_InitSubSystem")
    quit = try find("SDL_QuitSubSystem")
    error = try find("SDL_GetError")
    setHint = try find("SDL_SetHint")
    usableBounds = try find("SDL_GetDisplayUsableBounds")
    createWindow = try find("SDL_CreateWindow")
    destroyWindow = try find("SDL_DestroyWindow")
    createRenderer = try find("SDL_CreateRenderer")
    destroyRenderer = try find("SDL_DestroyRenderer")
    setLogicalSize = try find("SDL_RenderSetLogicalSize")
    createTexture = try find("SDL_CreateTexture")
    destroyTexture = try find("SDL_DestroyTexture")
    updateTexture = try find("SDL_UpdateTexture")
    clear = try find("SDL_RenderClear")
    copy = try find("SDL_RenderCopy")
    present = try find("SDL_RenderPresent")
    pollEvent = try find("SDL_PollEvent")
  }

  /// SDL's error message.
  var complaint: String { error().map { String(cString: $0) } ?? "unknown error" }
}
