pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke
import "."
import "controls"

Window {
    id: window

    required property KioskViewModel kiosk
    required property bool motion
    // Before the core has said how large the glass is: a 21.5" one, or a 10.1" one for small landscape windows.
    readonly property real longMm: Math.max(kiosk.widthMm, kiosk.heightMm) || (width > height && width < 1600 ? 217 : 476)

    objectName: "window"
    color: Theme.paper
    title: "OpenLuke"

    Binding {
        target: Theme
        property: "pxPerMm"
        value: Math.max(window.width, window.height) / window.longMm
    }
    Binding {
        target: Theme
        property: "landscape"
        value: window.width > window.height
    }
    Binding {
        target: Theme
        property: "compact"
        value: window.longMm < 300
    }
    Binding {
        target: Theme
        property: "night"
        value: window.kiosk.night
    }
    Binding {
        target: Theme
        property: "motion"
        value: window.motion
    }

    FocusScope {
        id: frame

        anchors.fill: parent
        focus: true
        Keys.onEscapePressed: window.kiosk.act("back")
        Keys.onReturnPressed: window.kiosk.act("submit")
        Keys.onEnterPressed: window.kiosk.act("submit")
        Keys.onDownPressed: window.step(true)
        Keys.onRightPressed: window.step(true)
        Keys.onUpPressed: window.step(false)
        Keys.onLeftPressed: window.step(false)
        Keys.onPressed: event => event.key === Qt.Key_Backspace ? window.kiosk.act("erase") : window.kiosk.typed(event.text)

        Item {
            id: page

            anchors.fill: parent
            enabled: !window.kiosk.ending && !window.kiosk.advising

            Header {
                id: header
                anchors {
                    left: parent.left
                    right: parent.right
                    top: parent.top
                }
                kiosk: window.kiosk
            }

            NoticeLine {
                id: notice
                anchors {
                    left: parent.left
                    right: parent.right
                    top: header.bottom
                }
                text: window.kiosk.notice
                asks: window.kiosk.noticeAsks
            }

            Loader {
                id: stage
                objectName: "stage"
                anchors {
                    top: notice.bottom
                    bottom: footer.top
                }
                width: parent.width
                onLoaded: arrival.restart()
                NumberAnimation {
                    id: arrival
                    target: stage
                    property: "x"
                    from: Theme.slide ? Theme.mm(12) : 0
                    to: 0
                    duration: Theme.slide
                    easing.type: Easing.OutCubic
                }
            }

            Footer {
                id: footer
                anchors {
                    left: parent.left
                    right: parent.right
                    bottom: parent.bottom
                }
                text: Theme.landscape ? "" : window.kiosk.phoneLine
            }
        }

        EndingOverlay {
            anchors.fill: parent
            enabled: !window.kiosk.advising
            kiosk: window.kiosk
        }

        RescueAdvice {
            anchors.fill: parent
            kiosk: window.kiosk
        }
    }

    Connections {
        target: window.kiosk
        function onScreenChanged() {
            window.present();
        }
    }

    Component.onCompleted: present()

    function present() {
        stage.setSource(kiosk.screenSource, {
            vm: kiosk.screen
        });
    }

    function step(forward: bool) {
        (activeFocusItem ?? frame).nextItemInFocusChain(forward).forceActiveFocus(Qt.TabFocusReason);
    }
}
