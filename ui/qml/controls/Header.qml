pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke
import ".."

// Whose point this is, the other languages, help.
Item {
    id: header

    required property KioskViewModel kiosk

    implicitHeight: Theme.header

    Row {
        anchors {
            left: parent.left
            leftMargin: Theme.margin
            verticalCenter: parent.verticalCenter
        }
        spacing: Theme.block

        Label {
            text: header.kiosk.siteName
            font.pixelSize: Theme.small
            font.weight: 600
        }
        Label {
            text: Theme.landscape ? header.kiosk.phoneShort : ""
            font.pixelSize: Theme.small
            font.features: {
                "tnum": 1
            }
            color: Theme.soft
        }
    }

    Row {
        id: links

        anchors {
            right: parent.right
            rightMargin: Theme.margin - Theme.gap
            verticalCenter: parent.verticalCenter
        }
        spacing: Theme.gap

        Repeater {
            model: header.kiosk.languages

            LinkButton {
                required property string code
                required property string name

                objectName: "language-" + code
                text: name
                onClicked: header.kiosk.language(code)
            }
        }
        LinkButton {
            objectName: "action-help"
            visible: header.kiosk.helpInHeader
            text: header.kiosk.helpLabel
            onClicked: header.kiosk.act("help")
        }
    }

    Rectangle {
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        height: Math.max(1, Theme.mm(0.3))
        color: Theme.hairline
    }
}
