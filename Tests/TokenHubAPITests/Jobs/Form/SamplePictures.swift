import Digests

/// The beginnings of files of 37 by 21 pixels, written by Pillow 13 and libheif.
enum SamplePictures {
  static let png = file(
    """
    iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAIAAABOhrD5AAAAJklEQVR4nGM8IcfFQEfARE/LRu0btW/UvlH7Ru0btW/UvlH7\
    qAAAZoUBGkaSTxoAAAAASUVORK5CYII=
    """)
  static let gif = file(
    """
    R0lGODdhJQAVAIIAAJkAAMwAAJkzAMwzAJkAM8wAM5kzM8wzMywAAA==
    """)
  static let jpeg = file(
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAKBueIx4ZKCMgoy0qqC+8P//8Nzc8P//////////////////////////////////\
    ////////////////////////2wBDAaq0tPDS8P//////////////////////////////////////////////////////////\
    ////////////////////wAARCAAVACUDASIAAhEBAxEB
    """)
  static let jpegProgressive = file(
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAKBueIx4ZKCMgoy0qqC+8P//8Nzc8P//////////////////////////////////\
    ////////////////////////2wBDAaq0tPDS8P//////////////////////////////////////////////////////////\
    ////////////////////wgARCAAVACUDASIAAhEBAxEB
    """)
  static let webpLossy = file(
    """
    UklGRkIAAABXRUJQVlA4IDYAAAAwAwCdASolABUAP83m7XA/uDIrJWgD8DmJZwDLpA8KmggAAP7UmTk/S9+7O0WmLkp4TkLI\
    gAA=
    """)
  static let webpLossless = file(
    """
    UklGRh4AAABXRUJQVlA4TBEAAAAvJAAFAAdQjyJXof+BiOh/AAA=
    """)
  static let webpExtended = file(
    """
    UklGRngAAABXRUJQVlA4WAoAAAAYAAAAJAAAFAAAQUxQSAoAAAABB1DAiAhERP8D
    """)
  static let heic = file(
    """
    AAAAGGZ0eXBoZWljAAAAAG1pZjFoZWljAAABfG1ldGEAAAAAAAAAIWhkbHIAAAAAAAAAAHBpY3QAAAAAAAAAAAAAAAAAAAAA\
    Imlsb2MAAAAAREAAAQABAAAAAAGcAAEAAAAAAAAAJgAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGh2YzEAAAAADnBp\
    dG0AAAAAAAEAAAD8aXBycAAAANxpcGNvAAAAdWh2Y0MBA3AAAACQAAAAAAAe8AD8/fj4AAAPA2AAAQAYQAEMAf//A3AAAAMA\
    kAAAAwAAAwAeugJAYQABAClCAQEDcAAAAwCQAAADAAADAB6gIIEFluqumubgIaDAgAAADIAAAAMAhGIAAQAGRAHBc8GJAAAA\
    E2NvbHJuY2x4AAEADQAGgAAAABRpc3BlAAAAAAAAAEAAAABAAAAAKGNsYXAAAAAlAAAAAQAAABUAAAAB////5QAAAAL////V\
    AAAAAgAAABBwaXhpAAAAAAMICAgAAAAYaXBtYQAAAAAAAAABAAEFgQIDBYQAAAAubWRhdA==
    """)

  private static func file(_ text: String) -> [UInt8] { Base64Text.bytes(of: text) ?? [] }
}
