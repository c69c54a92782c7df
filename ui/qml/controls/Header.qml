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
        id: place

        anchors {
            left: parent.left
            leftMargin: Theme.margin
            right: links.left
            rightMargin: Theme.gap
            verticalCenter: parent.verticalCenter
        }
        spacing: Theme.block

        Label {
            width: Math.min(implicitWidth, place.width)
            height: Math.min(implicitHeight, Theme.header - Theme.gap)
            // A small glass has room for one of them, and the number is worth more.
            text: Theme.compact && header.kiosk.phoneShort ? header.kiosk.phoneShort : header.kiosk.siteName
            font.pixelSize: Theme.small
            font.weight: 600
            lineHeight: 1
            fontSizeMode: Text.Fit
            minimumPixelSize: Theme.fine
        }
        Label {
            text: Theme.landscape && !Theme.compact ? header.kiosk.phoneShort : ""
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

        RescueLink {
            visible: header.kiosk.rescueInHeader
            kiosk: header.kiosk
        }
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
